"""Pages of rounds and their parts, and the administrator's pages."""

from django.urls import URLPattern, URLResolver, include, path

from issues.views import clauses, issues, meetings, narrative, new_section, opinions, rounds, sections, structure

app_name = "issues"

_ROUND = "rounds/<int:round_id>/"

urlpatterns: list[URLPattern | URLResolver] = [
    path("administration/", include("issues.administration.urls")),
    path("rounds/", rounds.rounds, name="rounds"),
    path("rounds/new/", rounds.new, name="round_new"),
    path(f"{_ROUND}settings/", rounds.settings, name="settings"),
    path(f"{_ROUND}settings/<slug:section>/", rounds.edit, name="settings_edit"),
    path(f"{_ROUND}plan/adopt/", rounds.adopt, name="plan_adopt"),
    path(f"{_ROUND}plan/file/", rounds.file, name="plan_file"),
    path(f"{_ROUND}structure/", structure.structure, name="structure"),
    path(f"{_ROUND}aspects/new/", structure.aspect_new, name="aspect_new"),
    path(f"{_ROUND}aspects/<int:pk>/edit/", structure.aspect_edit, name="aspect_edit"),
    path(f"{_ROUND}key-problems/new/", structure.key_problem_new, name="key_problem_new"),
    path(f"{_ROUND}key-problems/<int:pk>/edit/", structure.key_problem_edit, name="key_problem_edit"),
    path(f"{_ROUND}key-problems/<int:pk>/withdraw/", structure.key_problem_withdraw, name="key_problem_withdraw"),
    path(f"{_ROUND}key-problems/<int:pk>/restore/", structure.key_problem_restore, name="key_problem_restore"),
    path(f"{_ROUND}opinions/", opinions.opinions, name="opinions"),
    path(f"{_ROUND}opinions/new/", opinions.opinion_new, name="opinion_new"),
    path(f"{_ROUND}opinions/<int:pk>/edit/", opinions.opinion_edit, name="opinion_edit"),
    path(f"{_ROUND}opinions/<int:pk>/state/", opinions.opinion_state, name="opinion_state"),
    path(f"{_ROUND}opinions/<int:pk>/withdraw/", opinions.opinion_withdraw, name="opinion_withdraw"),
    path(f"{_ROUND}opinions/<int:pk>/restore/", opinions.opinion_restore, name="opinion_restore"),
    path(f"{_ROUND}clauses/new/", clauses.clause_new, name="clause_new"),
    path(f"{_ROUND}clauses/<int:pk>/edit/", clauses.clause_edit, name="clause_edit"),
    path(f"{_ROUND}clauses/<int:pk>/withdraw/", clauses.clause_withdraw, name="clause_withdraw"),
    path(f"{_ROUND}clauses/<int:pk>/restore/", clauses.clause_restore, name="clause_restore"),
    path(f"{_ROUND}narrative/", narrative.narrative, name="narrative"),
    path(f"{_ROUND}narrative/new/", new_section.section_new, name="section_new"),
    path(f"{_ROUND}narrative/new/draft/", new_section.draft, name="section_new_draft"),
    path(f"{_ROUND}narrative/new/draft/drop/", new_section.drop, name="section_new_draft_drop"),
    path(f"{_ROUND}narrative/<int:pk>/edit/", sections.edit, name="section_edit"),
    path(f"{_ROUND}narrative/<int:pk>/draft/", sections.draft, name="section_draft"),
    path(f"{_ROUND}narrative/<int:pk>/draft/drop/", sections.drop, name="section_draft_drop"),
    path(f"{_ROUND}narrative/<int:pk>/history/", sections.history, name="section_history"),
    path(f"{_ROUND}narrative/<int:pk>/move/", narrative.section_move, name="section_move"),
    path(f"{_ROUND}meetings/", meetings.meetings, name="meetings"),
    path(f"{_ROUND}meetings/new/", meetings.meeting_new, name="meeting_new"),
    path(f"{_ROUND}meetings/<int:pk>/edit/", meetings.meeting_edit, name="meeting_edit"),
    path(f"{_ROUND}meetings/<int:pk>/withdraw/", meetings.meeting_withdraw, name="meeting_withdraw"),
    path(f"{_ROUND}issues/new/", issues.issue_new, name="issue_new"),
    path(f"{_ROUND}issues/<int:pk>/edit/", issues.issue_edit, name="issue_edit"),
    path(f"{_ROUND}issues/<int:pk>/withdraw/", issues.issue_withdraw, name="issue_withdraw"),
    path(f"{_ROUND}issues/<int:pk>/restore/", issues.issue_restore, name="issue_restore"),
]
