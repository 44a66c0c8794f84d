"""Extensions (延期申请): the table of their steps, who may grant one, asking and deciding."""
