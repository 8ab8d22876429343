"""What a file is, whatever it is called."""

from __future__ import annotations

import gzip
import io
import json
import sqlite3
import zipfile
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from portal.tabular.formats import FORMATS
from portal.tabular.media import DetectedType, detect

PNG = b"\x89PNG\r\n\x1a\n" + bytes(100)
ELF = b"\x7fELF\x02\x01\x01" + bytes(100)
EXE = b"MZ\x90\x00\x03" + bytes(200)
VOCABULARY = Path(__file__).parents[3] / "catalog_schemas" / "vocabularies" / "formats.yaml"


def archive(*names: str, first: bytes = b"x") -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as file:
        for name in names:
            file.writestr(name, first)
    return data.getvalue()


def ole(*streams: str) -> bytes:
    """The header and directory sector of a compound file with these streams."""
    header = bytearray(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504))
    header[30:32] = b"\x09\x00"
    header[48:52] = (1).to_bytes(4, "little")
    entries = b"".join(name.encode("utf-16-le").ljust(128, b"\0") for name in ("Root Entry", *streams))
    return bytes(header) + bytes(512) + entries


def seen(content: str | bytes, filename: str) -> DetectedType:
    return detect(io.BytesIO(content.encode() if isinstance(content, str) else content), filename)


def problem(content: str | bytes, filename: str) -> str:
    mismatch = seen(content, filename).mismatch
    assert mismatch is not None, f"{filename} was accepted"
    return mismatch.code


XLSX = archive("[Content_Types].xml", "xl/workbook.xml")
DOCX = archive("[Content_Types].xml", "word/document.xml")
ODS = archive("mimetype", first=b"application/vnd.oasis.opendocument.spreadsheet")
PARQUET = b"PAR1" + bytes(30) + b"PAR1"
POINT = {"type": "Feature", "geometry": {"type": "Point", "coordinates": [105.8, 21.0]}, "properties": {}}


@pytest.mark.parametrize(
    ("content", "filename", "code"),
    [
        ("mã,tên\n1,a\n", "a.csv", "csv"),
        ("mã;tên\n1;a\n", "A.CSV", "csv"),
        ("mã\ttên\n1\ta\n", "a.tsv", "tsv"),
        ("<5 tuổi,>5 tuổi\n1,2\n", "a.csv", "csv"),
        ("MZ,LFX\n1,2\n", "a.csv", "csv"),
        ("[a],[b]\n1,2\n", "a.csv", "csv"),
        ("mã,tên\n1,a\n".encode("utf-16"), "a.csv", "csv"),
        ("tên\nCà phê\n".encode("cp1252"), "a.csv", "csv"),
        (b"a,b\n" + b"1,2\n" * 50 + b"x\0y,z\n", "a.csv", "csv"),
        (XLSX, "a.xlsx", "xlsx"),
        (ole("Workbook"), "a.xls", "xls"),
        (ODS, "a.ods", "ods"),
        ('{"a": 1}', "a.json", "json"),
        ("\ufeff[1, 2]", "a.json", "json"),
        ('{"a": 1}\n{"a": 2}\n', "a.ndjson", "ndjson"),
        ('{"a": 1}\n', "a.jsonl", "ndjson"),
        (json.dumps(POINT), "a.geojson", "geojson"),
        (json.dumps({"type": "FeatureCollection", "features": [POINT] * 9000}), "a.geojson", "geojson"),
        (json.dumps(POINT), "a.json", "geojson"),
        (json.dumps({"items": [POINT]}), "a.json", "json"),
        (PARQUET, "a.parquet", "parquet"),
        ('<?xml version="1.0"?><!-- x --><kml xmlns="x"></kml>', "a.kml", "kml"),
        ('<?xml version="1.0"?><a/>', "a.xml", "xml"),
        ('<rdf:RDF xmlns:rdf="x"></rdf:RDF>', "a.rdf", "rdf"),
        ("@prefix dcat: <x> .\n", "a.ttl", "ttl"),
        (archive("a.csv"), "a.zip", "zip"),
        (archive("stops.txt", "routes.txt", "trips.txt"), "a.zip", "gtfs"),
        (archive("x/a.shp", "x/a.dbf"), "a.zip", "shp"),
        (b"%PDF-1.7\n", "a.pdf", "pdf"),
        (DOCX, "a.docx", "docx"),
        (ole("WordDocument"), "a.doc", "doc"),
        ("Xin chào", "a.txt", "txt"),
        ("<!DOCTYPE html><html></html>", "a.html", "html"),
        (PNG, "a.png", "png"),
        (b"\xff\xd8\xff\xe0" + bytes(50), "a.JPG", "jpeg"),
        (b"GIF89a" + bytes(50), "a.gif", "gif"),
        (b"RIFF\x00\x00\x00\x00WEBPVP8 ", "a.webp", "webp"),
        ('<svg xmlns="http://www.w3.org/2000/svg"/>', "a.svg", "svg"),
    ],
)
def test_format_is_told_from_the_bytes(content: str | bytes, filename: str, code: str) -> None:
    found = seen(content, filename)
    assert (found.format, found.mismatch) == (code, None)
    assert found.media_type == FORMATS[code].media_type


def test_geopackage_is_a_database_that_says_so(tmp_path: Path) -> None:
    for name, application_id in (("a.gpkg", 0x47504B47), ("b.gpkg", 0)):
        connection = sqlite3.connect(tmp_path / name)
        connection.execute(f"PRAGMA application_id = {application_id}")
        connection.execute("CREATE TABLE a (b)")
        connection.close()
    assert detect(tmp_path / "a.gpkg", "a.gpkg").format == "gpkg"
    assert detect(tmp_path / "b.gpkg", "b.gpkg").mismatch is not None


@pytest.mark.parametrize(
    ("content", "filename", "code"),
    [
        ("<html><body>Đăng nhập</body></html>", "a.csv", "is_web_page"),
        ("<table><tr><td>1</td></tr></table>", "bao-cao.xls", "is_web_page"),
        (PNG, "a.csv", "misnamed"),
        (XLSX, "a.csv", "misnamed"),
        (XLSX, "a.xls", "misnamed"),
        (XLSX, "khong-co-duoi", "misnamed"),
        ("mã,tên\n1,a\n", "a.xlsx", "misnamed"),
        ('{"a": 1}', "a.csv", "misnamed"),
        ('{"a": 1}', "a.geojson", "misnamed"),
        ("{không phải json}", "a.json", "broken_json"),
        (b"", "a.csv", "empty"),
        (b"\xef\xbb\xbf", "a.csv", "empty"),
        (b" \r\n\r\n", "a.csv", "empty"),
        (ELF, "a.csv", "program"),
        (EXE, "a.exe", "program"),
        (EXE, "a.csv", "program"),
        ("#!/bin/sh\nrm -rf /\n", "a.txt", "program"),
        (archive("a.csv", "setup.EXE"), "a.zip", "program"),
        (archive("[Content_Types].xml", "xl/workbook.xml", "xl/vbaProject.bin"), "a.xlsm", "macros"),
        (ole("EncryptedPackage"), "a.xlsx", "password"),
        (XLSX[:-30], "a.xlsx", "damaged"),
        (PARQUET[:-2], "a.parquet", "damaged"),
        (gzip.compress(b"a,b", mtime=0), "a.csv.gz", "unsupported_format"),
        ("echo", "a.bat", "unsupported_format"),
        ("mã,tên\n", "khong-co-duoi", "unsupported_format"),
    ],
)
def test_what_is_not_as_named_is_refused(content: str | bytes, filename: str, code: str) -> None:
    assert problem(content, filename) == code


def test_the_refusal_says_what_to_do() -> None:
    mismatch = seen(XLSX, "truong-hoc.csv").mismatch
    assert mismatch is not None
    assert "nội dung là XLSX" in mismatch.message
    assert "đổi đuôi tên tệp thành .xlsx" in mismatch.message


def test_an_archive_that_lists_too_much_is_refused_before_it_is_listed() -> None:
    end = bytearray(archive("a.csv"))
    at = end.rfind(b"PK\x05\x06")
    end[at + 12 : at + 16] = (2**31).to_bytes(4, "little")
    assert problem(bytes(end), "a.zip") == "archive_too_large"


@given(st.binary(max_size=400), st.sampled_from([*sorted(FORMATS), "exe", ""]))
def test_no_bytes_make_it_raise(content: bytes, extension: str) -> None:
    assert seen(content, f"a.{extension}").format in FORMATS


@given(st.sampled_from([XLSX, DOCX, ODS, archive("a.csv"), ole("Workbook"), PARQUET]), st.data())
def test_no_damage_makes_it_raise(content: bytes, data: st.DataObject) -> None:
    damaged = bytearray(content)
    for _ in range(data.draw(st.integers(1, 8))):
        damaged[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    assert seen(bytes(damaged), "a.xlsx").format in FORMATS


@pytest.mark.parametrize("text", ["<!--" * 16_000, "<!---->" * 9_000, "<?" * 30_000, "[" * 60_000])
def test_hostile_markup_takes_no_time(text: str) -> None:
    assert seen(text, "a.csv").format in FORMATS


def test_a_stream_is_left_at_its_start() -> None:
    stream = io.BytesIO(XLSX)
    detect(stream, "a.xlsx")
    assert stream.tell() == 0


def test_formats_agree_with_the_vocabulary() -> None:
    terms = {term["code"]: term for term in yaml.safe_load(VOCABULARY.read_text())["terms"]}
    for code, found in FORMATS.items():
        assert found.media_type == terms[code]["media_type"], code


def test_a_large_collection_may_say_at_its_end_what_it_is() -> None:
    features = ",".join(json.dumps({"geometry": None, "properties": {"n": n}}) for n in range(40_000))
    assert seen(f'{{"features": [{features}], "type": "FeatureCollection"}}', "a.geojson").format == "geojson"


def test_a_first_line_may_be_long() -> None:
    line = json.dumps({"a": "x" * 1_200_000})
    assert seen(f"{line}\n{line}\n", "a.ndjson").format == "ndjson"


def test_an_old_xml_spreadsheet_is_told_from_other_markup() -> None:
    book = '<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"></Workbook>'
    assert problem(book, "a.xls") == "old_spreadsheet"
    assert seen(book, "a.xml").format == "xml"
