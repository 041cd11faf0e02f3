"""The index: documents, the shelf each stands on, who may look along a shelf. The words lie in the engine's table."""

from __future__ import annotations

from django.db import models


class Shelf(models.Model):
    """What many documents share: kind, agency, subject, year, place, language and who may see them.

    There are few shelves and many documents: what may be seen and how much there is of each kind is decided over
    shelves, inside the query.
    """

    digest = models.CharField(max_length=64, unique=True)
    kind = models.CharField(max_length=60)
    agency = models.CharField(max_length=120, blank=True)
    subject = models.CharField(max_length=200, blank=True)
    year = models.PositiveSmallIntegerField(null=True, blank=True)
    place = models.CharField(max_length=120, blank=True)
    language = models.CharField(max_length=8, default="vi")

    class Meta:
        verbose_name = "ngăn tìm kiếm"
        indexes = [models.Index(fields=["kind"], name="shelf_kind")]

    def __str__(self) -> str:
        return f"{self.kind} {self.agency} {self.year or ''}".strip()


class Reader(models.Model):
    """One token of those who may look along a shelf: everybody, an agency, a role."""

    shelf = models.ForeignKey(Shelf, on_delete=models.CASCADE, related_name="readers")
    token = models.CharField(max_length=160)

    class Meta:
        verbose_name = "người được tìm"
        constraints = [models.UniqueConstraint(fields=["token", "shelf"], name="reader_once")]

    def __str__(self) -> str:
        return self.token


class Item(models.Model):
    """One document as it is shown among what was found."""

    kind = models.CharField(max_length=60)
    key = models.CharField(max_length=160)
    shelf = models.ForeignKey(Shelf, on_delete=models.PROTECT, related_name="items")
    title = models.CharField(max_length=600)
    body = models.TextField(blank=True)
    note = models.CharField(max_length=400, blank=True)
    url = models.CharField(max_length=500)
    weight = models.PositiveSmallIntegerField(default=5)
    digest = models.CharField(max_length=64)

    class Meta:
        verbose_name = "mục tìm kiếm"
        constraints = [models.UniqueConstraint(fields=["kind", "key"], name="item_once")]

    def __str__(self) -> str:
        return self.title


class Slot(models.Model):
    """The narrow row a search walks over: its number orders by weight, then newest; the words join to it."""

    id = models.BigIntegerField(primary_key=True)
    item = models.OneToOneField(Item, on_delete=models.CASCADE, related_name="slot")
    shelf = models.ForeignKey(Shelf, on_delete=models.PROTECT, related_name="+")

    STRIDE = 10**12

    class Meta:
        verbose_name = "chỗ tìm kiếm"

    def __str__(self) -> str:
        return str(self.pk)

    @staticmethod
    def number(item: Item) -> int:
        """Return the number of a document's slot: weight first, then the order of coming."""
        return item.weight * Slot.STRIDE + item.pk


class Term(models.Model):
    """A word that stands in some document, without marks: what a slip of the finger is compared with."""

    word = models.CharField(max_length=60, primary_key=True)

    class Meta:
        verbose_name = "từ đã có"

    def __str__(self) -> str:
        return self.word
