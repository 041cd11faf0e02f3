"""The verbs of the room; every write is here."""

from donghanh.work.indices.services.ddci import enter_unit_scores, set_own_edition
from donghanh.work.indices.services.forecasts import make_forecast, score_forecasts
from donghanh.work.indices.services.loading import import_reference
from donghanh.work.indices.services.scores import check_booklet, choose_source, correct_score, enter_booklet, label_of

__all__ = [
    "check_booklet",
    "choose_source",
    "correct_score",
    "enter_booklet",
    "enter_unit_scores",
    "import_reference",
    "label_of",
    "make_forecast",
    "score_forecasts",
    "set_own_edition",
]
