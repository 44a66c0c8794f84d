"""The change log (变更记录) as pages: who, as what, when, what, old → new, why."""
