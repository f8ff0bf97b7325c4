/**
 * What a development server without a seed begins with: the service of the API files' examples, with the ids that they
 * have. Its screen approves where nothing is said, so that a client that knows the files alone comes to an end.
 */
export const SANDBOX_SEED: unknown = {
  services: [
    {
      id: "f7d33db0-2809-484e-a780-76b7ccd4ecbf",
      name: "Mother and Child Registration",
      version: "123",
      description: "Registers a mother and her child for care after birth",
      serviceBody: [{ code: "duration", value: "P7D" }],
      eForms: [
        {
          eFormId: "d98a205a-679b-485b-823d-7a32a391e744",
          name: "FORM",
          description: "What has to be known of mother and child",
          schema: {
            display: "form",
            components: [
              {
                type: "textfield",
                key: "motherName",
                label: "Name of the mother",
                placeholder: "Amya Yuko",
                validate: { required: true, maxLength: 100 },
              },
              {
                type: "textfield",
                key: "phone",
                label: "Telephone number",
                placeholder: "+9995550100",
                validate: { pattern: "\\+[0-9]{6,15}" },
              },
              {
                type: "panel",
                key: "childPanel",
                title: "The child",
                components: [
                  {
                    type: "textfield",
                    key: "childName",
                    label: "Name of the child",
                    validate: { maxLength: 100 },
                  },
                  {
                    type: "datetime",
                    key: "birthDate",
                    label: "Date of birth",
                    validate: { required: true },
                  },
                  {
                    type: "number",
                    key: "birthWeight",
                    label: "Weight in grams",
                    validate: { min: 300, max: 8000, integer: true },
                  },
                ],
              },
              {
                type: "checkbox",
                key: "declaration",
                label: "All this is true",
                validate: { required: true },
              },
            ],
          },
        },
        {
          eFormId: "42962de0-bdb2-11ed-9397-0242ac120004",
          name: "REVIEW",
          description: "What the registrar notes",
          schema: {
            display: "form",
            components: [
              { type: "textfield", key: "registryNumber", label: "Number", validate: { maxLength: 40 } },
            ],
          },
        },
      ],
      screens: [
        {
          name: "Check the registration",
          description: "Compare the answers with the papers",
          roleId: "registrar",
          roleName: "Registrar",
          eFormId: "42962de0-bdb2-11ed-9397-0242ac120004",
          whenDone: "APPROVED",
        },
      ],
    },
  ],
  operators: [
    { id: "operator-1", name: "John Smith", roles: ["registrar"] },
    { id: "operator-2", name: "Ingmar Vali", roles: ["registrar"] },
  ],
};
