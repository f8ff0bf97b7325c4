import type { Report, StepResult, StoryResult, UseCaseReport } from "../result.ts";
import { renderReason, renderSummary } from "./html-checks.ts";
import { type Exchanges, isOpen } from "./html-exchanges.ts";
import { escapeMarkup } from "./printable.ts";

/** The use cases with their stories, and each story's steps in their order; nothing where the run had none. */
export function renderUseCases({ useCases }: Report, sent: Exchanges): string {
  if (useCases.length === 0) return "";
  return `<section id="use-cases"><h2>Services tried from end to end</h2>
${useCases.map((useCase) => renderUseCase(useCase, sent)).join("\n")}
</section>`;
}

function renderUseCase({ useCase, title, story, results }: UseCaseReport, sent: Exchanges): string {
  return `<h3>${escapeMarkup(title)} <small>${escapeMarkup(useCase)}</small></h3>
<p>${escapeMarkup(story)}</p>
${results.map((result) => renderStory(result, sent)).join("\n")}`;
}

function renderStory(result: StoryResult, sent: Exchanges): string {
  const { status, title, milliseconds, reason, kind, story, steps } = result;
  const aside = `${story} · ${kind} · ${milliseconds} ms`;
  return `<details class="story"${isOpen(status) ? " open" : ""}>${renderSummary(status, title, aside)}
<div class="inside">${renderReason(reason)}${steps.map((step) => renderStep(step, sent)).join("\n")}</div></details>`;
}

function renderStep(step: StepResult, sent: Exchanges): string {
  const { hop, title, status, milliseconds, reason, exchanges } = step;
  return `<details class="step"${isOpen(status) ? " open" : ""}>${renderSummary(status, `${hop}: ${title}`, `${milliseconds} ms`)}
<div class="inside">${renderReason(reason)}${sent.render(status, exchanges)}</div></details>`;
}
