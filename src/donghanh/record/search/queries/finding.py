"""The one search: what a reader may find, in the order of relevance, with counts, and what else to try."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from itertools import islice, product
from typing import Any

from donghanh.ground.accounts import api as accounts
from donghanh.ground.orgs import api as orgs
from donghanh.record.search import domain
from donghanh.record.search.domain import FacetValue, Found, Hit
from donghanh.record.search.engine import question as questions
from donghanh.record.search.engine import words
from donghanh.record.search.models import Item, Shelf, Slot, Term
from donghanh.record.search.queries import engines
from donghanh.ui import shell

MOST_COUNTED = 2000  # more is "more than 2,000"
SAMPLE = 1000  # newest things of each weight that are looked at for the facets where more is there
BLOCK = 200  # candidates of a step that are put in order by hand; the rest stay by weight and age
PASSAGE = 26  # words shown around the first match
_MOST_TRIES = 12


def tokens_of(user: Any, on: date) -> tuple[str, ...]:
    """Return what a reader is known by: everybody, their agencies, their roles."""
    seats = accounts.seats(user, on)
    ids = {seat.agency_id for seat in seats if seat.agency_id}
    codes = [ref.code for ref in orgs.refs(ids).values()] if ids else []
    roles = {str(seat.role) for seat in seats}
    return (shell.EVERYBODY, *(f"agency:{c}" for c in sorted(codes)), *(f"role:{r}" for r in sorted(roles)))


def find(
    text: str,
    user: Any,
    *,
    kinds: Sequence[str] = (),
    facets: Mapping[str, Sequence[Any]] | None = None,
    page: int = 1,
    per_page: int = domain.PER_PAGE,
    on: date,
) -> Found:
    """Find what somebody may see; marks or none, abbreviations, former names; an empty question finds nothing."""
    asked = questions.read(text, domain.synonyms().ways)
    if not asked.folded:
        return Found(text.strip())
    narrow = _narrow(kinds, facets or {})
    tokens = tokens_of(user, on)
    beginning = len(asked.folded[-1]) >= questions.SHORTEST_PREFIX
    seen = _Seen.of(asked, tokens, beginning=beginning)
    if not seen.rows and not beginning:
        beginning = True
        seen = _Seen.of(asked, tokens, beginning=True)
    notes = domain.synonyms().notes
    also = tuple(notes[group.typed] for group in asked.groups if group.typed in notes)
    if not seen.rows:
        return Found(text.strip(), did_you_mean=_did_you_mean(text, asked, tokens), also=also)
    shelves = {shelf.id: shelf for shelf in _shelves(seen.counts)}
    total, capped = sum(n for id_, n in seen.counts.items() if _stands(shelves[id_], narrow)), seen.capped
    chosen: Counter[int] = Counter()
    rows = [row for row in seen.rows if _stands(shelves[row[1]], narrow)] if not capped else seen.rows
    if capped:
        if narrow:
            rows = engines.first(seen.step, tokens, narrow, MOST_COUNTED + 1)
        total, capped = min(len(rows), MOST_COUNTED), len(rows) > MOST_COUNTED
        chosen = Counter(shelf for _number, shelf in rows)
        shelves |= {shelf.id: shelf for shelf in _shelves(chosen.keys() - shelves.keys())}
    pages = min(max(1, -(-total // per_page)), domain.MOST_PAGES)
    page = min(max(1, page), pages)
    asking = _Asking(tokens, narrow, [number for number, _shelf in rows], whole=not capped)
    numbers = _ordered(questions.steps(asked, beginning=beginning), asking, page * per_page) if total else []
    return Found(
        query=text.strip(),
        hits=_hits(numbers[(page - 1) * per_page : page * per_page], asked),
        total=total,
        capped=capped,
        page=page,
        pages=pages,
        facets=_facets(shelves, seen, chosen, narrow),
        also=also,
    )


@dataclass(frozen=True)
class _Seen:
    """What the widest step finds, up to the most that is counted; beyond that a sample of every weight is looked at."""

    step: questions.Step
    rows: list[engines.Row]
    counts: Mapping[int, int]
    capped: bool

    @staticmethod
    def of(asked: questions.Question, tokens: Sequence[str], *, beginning: bool) -> _Seen:
        """Ask the widest step; a second time, over every weight, only where more is there than is counted."""
        step = questions.everything(asked, beginning=beginning)
        rows = engines.first(step, tokens, {}, MOST_COUNTED + 1)
        capped = len(rows) > MOST_COUNTED
        sample = rows
        if capped:  # whole words only: a beginning opens the lists of many words, once for each weight
            whole = questions.everything(asked, beginning=False)
            sample = engines.spread(whole, tokens, domain.WEIGHTS, SAMPLE) or rows
        return _Seen(step, rows, Counter(shelf for _number, shelf in sample), capped)


def _narrow(kinds: Sequence[str], facets: Mapping[str, Sequence[Any]]) -> dict[str, list[Any]]:
    narrow = {name: list(facets.get(name, ())) for name in domain.FACETS}
    narrow["kind"] = list(dict.fromkeys([*kinds, *narrow["kind"]]))
    narrow["year"] = [int(year) for year in narrow["year"] if str(year).isdigit() and len(str(year)) == 4]
    return {name: values for name, values in narrow.items() if values}


def _shelves(counts: Collection[int]) -> list[Shelf]:
    if not counts:
        return []
    if len(counts) < 500:
        return list(Shelf.objects.filter(id__in=counts))
    return [shelf for shelf in Shelf.objects.all() if shelf.id in counts]


def _stands(shelf: Shelf, narrow: Mapping[str, list[Any]], *, but: str = "") -> bool:
    return all(getattr(shelf, name) in values for name, values in narrow.items() if name != but)


def _facets(
    shelves: Mapping[int, Shelf], seen: _Seen, chosen_rows: Mapping[int, int], narrow: Mapping[str, list[Any]]
) -> dict[str, tuple[FacetValue, ...]]:
    """Count each value under everything else that was chosen, so that a second choice of a facet can be seen.

    Where more was found than is counted, a count is the least there is.
    """
    labels = {s.kind: s.label for s in shell.searchables()}
    found: dict[str, tuple[FacetValue, ...]] = {}
    for name in domain.FACETS:
        tally: Counter[Any] = Counter()
        for id_, n in seen.counts.items():
            value = getattr(shelves[id_], name)
            if value not in ("", None) and _stands(shelves[id_], narrow, but=name):
                tally[value] += n
        least: Counter[Any] = Counter()
        for id_, n in chosen_rows.items():
            least[getattr(shelves[id_], name)] += n
        for value, n in least.items():
            if value not in ("", None):
                tally[value] = min(max(tally[value], n), MOST_COUNTED)
        chosen = narrow.get(name, [])
        rows = [
            FacetValue(str(value), _label(name, value, labels), n, value in chosen, at_least=seen.capped)
            for value, n in sorted(tally.items(), key=lambda pair: (-pair[1], str(pair[0])))
        ]
        if rows:
            found[name] = tuple(rows)
    return found


def _label(facet: str, value: Any, kinds: Mapping[str, str]) -> str:
    if facet == "kind":
        return kinds.get(value, value)
    if facet == "agency":
        try:
            ref = orgs.ref(code=value)
        except LookupError:
            return str(value)
        return ref.short_name or ref.name
    return str(value)


@dataclass(frozen=True)
class _Asking:
    """Who asks, narrowed to what, and the first things that the widest step finds for them; ``whole``: all of them."""

    tokens: Sequence[str]
    narrow: dict[str, list[Any]]
    among: list[int]
    whole: bool

    def first(self, step: questions.Step, limit: int) -> list[int]:
        """Return the first things of a step; nothing is asked of the whole index that the widest step answered.

        Where the widest step found more than is counted, titles are still looked for everywhere, texts among the
        heaviest and newest that were counted.
        """
        everywhere = step.in_title and not self.whole
        among = None if everywhere else self.among
        return [number for number, _shelf in engines.first(step, self.tokens, self.narrow, limit, among=among)]


def _ordered(steps: Sequence[questions.Step], asking: _Asking, wanted: int) -> list[int]:
    """Ask step after step until so many are found; each step's first block is put in order by what it says."""
    found: dict[int, None] = {}
    titles = _titles(asking.among) if asking.whole and 1 < len(asking.among) <= BLOCK else None
    for step in steps:
        numbers = asking.first(step, max(BLOCK, wanted))
        block = [n for n in numbers[:BLOCK] if n not in found]
        found.update(dict.fromkeys(_by_title(block, titles)))
        found.update(dict.fromkeys(numbers[BLOCK:]))
        if len(found) >= wanted or (asking.whole and len(found) >= len(asking.among)):
            break
    return list(found)


def _titles(numbers: Collection[int]) -> dict[int, str]:
    return dict(Slot.objects.filter(id__in=numbers).values_list("id", "item__title"))


def _by_title(numbers: list[int], known: Mapping[int, str] | None) -> list[int]:
    """Put a block in order: heavier kinds first, then the shorter title (it says little else), then the newer."""
    if len(numbers) < 2:
        return numbers
    titles = _titles(numbers) if known is None else known
    return sorted(numbers, key=lambda n: (-(n // Slot.STRIDE), len(titles.get(n, "").split()), -n))


def _hits(numbers: list[int], asked: questions.Question) -> tuple[Hit, ...]:
    rows = {slot.id: slot.item for slot in Slot.objects.filter(id__in=numbers).select_related("item__shelf")}
    labels = {s.kind: s.label for s in shell.searchables()}
    phrases = {p for group in asked.groups for p in (group.typed, *group.others)} | {(w,) for w in asked.folded}
    return tuple(_hit(rows[n], labels, phrases) for n in numbers if n in rows)


def _hit(item: Item, labels: Mapping[str, str], phrases: set[tuple[str, ...]]) -> Hit:
    shelf = item.shelf
    return Hit(
        kind=item.kind,
        kind_label=labels.get(item.kind, item.kind),
        key=item.key,
        title=item.title,
        url=item.url,
        note=item.note,
        pieces=passage(item.body, phrases),
        agency=_label("agency", shelf.agency, {}) if shelf.agency else "",
        subject=shelf.subject,
        year=shelf.year,
        place=shelf.place,
        language=shelf.language,
    )


def passage(text: str, phrases: set[tuple[str, ...]]) -> tuple[tuple[str, bool], ...]:
    """Cut the passage around the first words asked for into pieces, each said to be a match or not."""
    plain = text.split()
    bare = ["".join(words.folded(word)) for word in plain]
    hit = [False] * len(plain)
    for phrase in phrases:
        for at in range(len(bare) - len(phrase) + 1):
            if tuple(bare[at : at + len(phrase)]) == phrase:
                hit[at : at + len(phrase)] = [True] * len(phrase)
    first = next((n for n, yes in enumerate(hit) if yes), 0)
    start = max(0, first - 6) if first + 6 > PASSAGE else 0
    end = min(len(plain), start + PASSAGE)
    pieces: list[tuple[str, bool]] = [("… ", False)] if start else []
    for at in range(start, end):
        word = plain[at] + (" " if at + 1 < end else "")
        if pieces and pieces[-1][1] == hit[at]:
            pieces[-1] = (pieces[-1][0] + word, hit[at])
        else:
            pieces.append((word, hit[at]))
    if end < len(plain):
        pieces.append((" …", False))
    return tuple(pieces)


def _did_you_mean(text: str, asked: questions.Question, tokens: Sequence[str]) -> tuple[str, ...]:
    """Offer what would be found: a word one slip away, else the question without one of its words."""
    known = set(Term.objects.filter(word__in=set(asked.folded)).values_list("word", flat=True))
    slips: list[list[str]] = []
    nearby = {w: words.near(w) for w in asked.folded if w not in known}
    there = set(Term.objects.filter(word__in=set().union(*nearby.values())).values_list("word", flat=True))
    written = words.exact(text)[: questions.MOST_WORDS]
    for place, word in enumerate(asked.folded):
        if word in known:
            slips.append([written[place]])
        else:
            like = sorted(nearby[word] & there)
            slips.append(sorted(like, key=partial(_apart, word))[:6])
    offers = [" ".join(choice) for choice in islice(product(*slips), _MOST_TRIES)] if all(slips) else []
    if len(known) == len(set(asked.folded)):
        offers = []
    fewer = [" ".join(written[:n] + written[n + 1 :]) for n in range(len(written))][:_MOST_TRIES]
    return _that_find(offers, tokens) or (_that_find(fewer, tokens) if len(written) > 1 else ())


def _that_find(offers: list[str], tokens: Sequence[str]) -> tuple[str, ...]:
    """Keep the offers by which this reader would find something, the most fruitful first."""
    ways = domain.synonyms().ways
    good: list[tuple[int, str]] = []
    for offer in dict.fromkeys(offers):
        step = questions.everything(questions.read(offer, ways), beginning=False)
        if n := len(engines.first(step, tokens, {}, MOST_COUNTED)):
            good.append((n, offer))
        if len(good) == 3:
            break
    return tuple(offer for _n, offer in sorted(good, key=lambda pair: -pair[0]))


def _apart(typed: str, word: str) -> int:
    """Say how much longer or shorter a word is than what was typed: two letters exchanged come first."""
    return abs(len(word) - len(typed))
