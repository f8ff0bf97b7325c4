import type { Report, StepResult, StoryResult, UseCaseReport } from "../result.ts";
import { isOpen, renderExchange, renderReason, renderSummary } from "./html-checks.ts";
import { escapeMarkup } from "./printable.ts";

/** The use cases with their stories, and each story's steps in their order; nothing where the run had none. */
export function renderUseCases({ useCases }: Report): string {
  if (useCases.length === 0) return "";
  return `<section id="use-cases"><h2>Services tried from end to end</h2>
${useCases.map(renderUseCase).join("\n")}
</section>`;
}

function renderUseCase({ useCase, title, story, results }: UseCaseReport): string {
  return `<h3>${escapeMarkup(title)} <small>${escapeMarkup(useCase)}</small></h3>
<p>${escapeMarkup(story)}</p>
${results.map(renderStory).join("\n")}`;
}

function renderStory({ status, title, milliseconds, reason, kind, story, steps }: StoryResult): string {
  const aside = `${story} · ${kind} · ${milliseconds} ms`;
  return `<details class="story"${isOpen(status) ? " open" : ""}>${renderSummary(status, title, aside)}
<div class="inside">${renderReason(reason)}${steps.map(renderStep).join("\n")}</div></details>`;
}

function renderStep({ hop, title, status, milliseconds, reason, exchanges }: StepResult): string {
  return `<details class="step"${isOpen(status) ? " open" : ""}>${renderSummary(status, `${hop}: ${title}`, `${milliseconds} ms`)}
<div class="inside">${renderReason(reason)}${exchanges.map(renderExchange).join("\n")}</div></details>`;
}
