"""The addresses of this room: pages under /du-lieu/, CKAN's interface where its clients look for it."""

from django.urls import path, register_converter

from donghanh.front.opendata.views import ckan, feeds, files, keys, pages, typed


class FormConverter:
    """The two ways in which RDF is written."""

    regex = "ttl|jsonld"

    def to_python(self, value: str) -> str:
        """Return it as it is."""
        return value

    def to_url(self, value: str) -> str:
        """Return it as it is."""
        return value


register_converter(FormConverter, "rdf")

app_name = "opendata"
urlpatterns = [
    path("du-lieu/", pages.catalogue, name="catalogue"),
    path("du-lieu/atom.xml", feeds.atom, name="atom"),
    path("du-lieu/tat-ca.zip", files.bundle, name="bundle"),
    path("du-lieu/danh-muc.<rdf:form>", files.catalogue_rdf, name="catalogue-rdf"),
    path("du-lieu/may-doc/", pages.interfaces, name="interfaces"),
    path("du-lieu/khoa/", keys.keys, name="keys"),
    path("du-lieu/khoa/<slug:key>/thu-hoi/", keys.withdraw, name="withdraw"),
    path("du-lieu/<slug:name>/", pages.dataset, name="dataset"),
    path("du-lieu/<slug:name>/datapackage.json", files.package, name="package"),
    path("du-lieu/<slug:name>/mo-ta.<rdf:form>", files.dataset_rdf, name="dataset-rdf"),
    path("du-lieu/<slug:name>/<slug:stem>.<slug:kind>", files.file, name="file"),
    path("sitemap.xml", feeds.sitemap, name="sitemap"),
    # CKAN's clients write no slash at the end, and leave the version out as often as not.
    path("api/3/action/<path:action>", ckan.action, name="action"),
    path("api/action/<path:action>", ckan.action),
    path("api/v1/", typed.addresses()),
]
