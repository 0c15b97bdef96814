# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

import re

import pytest
from ansible_collections.telephony.enswitch.plugins.module_utils._api.errors import UsageError
from ansible_collections.telephony.enswitch.plugins.module_utils._destinations import files
from ansible_collections.telephony.enswitch.plugins.module_utils._destinations.numbers import (
    Excluded,
    Wanted,
    without_separators,
)
from hypothesis import given
from hypothesis import strategies as st


@pytest.fixture
def read(tmp_path):
    """Reads a file of the given bytes, or of text in the given encoding."""

    def read(content, column=None, delimiter=None, encoding="utf-8", **more):
        path = tmp_path / "list"
        path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
        return list(files.read_list(str(path), "src", column, delimiter, encoding=encoding, **more))

    return read


def problem(call, *arguments, **more):
    with pytest.raises(UsageError) as caught:
        result = call(*arguments, **more)
        list(result or ())
    return caught.value


def test_text_has_one_number_a_line_and_knows_its_lines(read):
    text = "2125550101\n\n# a comment\n  +1 212 555 0102  \n \t \n2125550103"
    assert read(text) == [(1, "2125550101"), (4, "+1 212 555 0102"), (6, "2125550103")]


@pytest.mark.parametrize("content", [b"\xef\xbb\xbf1\r\n2\r\n", b"1\n2", b"1\r\n2\n", b"1\r2\r", b"1\r2"])
def test_a_mark_at_the_beginning_and_other_line_ends_make_no_difference(read, content):
    assert read(content) == [(1, "1"), (2, "2")]
    assert read(b"") == []


@pytest.mark.parametrize(
    "content, message",
    [
        (b"1\n2\nM\xfcller\n", "src: line 3 of .* is not UTF-8"),
        ("1\n2\n".encode("utf-16"), "src: line 1 of .* is UTF-16, not UTF-8"),
        ("1\n2\n".encode("utf-16-be"), "line 1 of .* contains a NUL character"),
        (b"1\n2\0\n", "line 2 of .* contains a NUL character"),
        (b"1\n" + b"2" * files.MAX_LINE, "line 2 of .* is longer than 65536 characters"),
    ],
)
def test_what_is_no_utf8_text_is_refused_with_its_line(read, content, message):
    for column in (None, "1"):
        error = problem(read, content, column)
        assert re.search(message, error.text)
        assert error.key == "src" and error.category == "usage"


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-32", "cp1252", "iso-8859-1", "mac-roman", "utf-7"]
)
@pytest.mark.parametrize("column", [None, "Größe"])
def test_a_list_may_have_any_encoding(read, encoding, column):
    found = read("Größe\r\n212 555 0101\r\n\r\n(212) 555-0102", column, encoding=encoding)
    assert found == [(1, "Größe"), (2, "212 555 0101"), (4, "(212) 555-0102")][column is not None :]


def test_a_mark_at_the_beginning_of_utf_16_without_its_name_is_no_part_of_the_first_line(read):
    assert read("\ufeff2125550101\n", encoding="utf-16-le") == [(1, "2125550101")]


@pytest.mark.parametrize(
    "encoding, content, line",
    [
        ("utf-8", b"1\n2\n\xff\n", 3),
        ("ascii", "1\nü\n".encode(), 2),
        ("cp1252", b"1\n2\n3\x81", 3),
        ("utf-16-le", "1\n2\n".encode("utf-16-le") + b"\x33", 3),
        ("utf-16-le", "1\n".encode("utf-16-le") + b"\x00\xdc1\x00", 2),
    ],
)
def test_bytes_that_are_no_text_are_refused_with_their_line(tmp_path, encoding, content, line):
    path = tmp_path / "list"
    path.write_bytes(content)
    error = problem(files.read_list, str(path), "exclude_src", encoding=encoding)
    name = "UTF-8" if encoding == "utf-8" else encoding
    assert error.text == "exclude_src: line {0} of {1} is not {2}.".format(line, path, name)
    assert error.key == "exclude_src" and "exclude_src_encoding" in error.hint


@pytest.mark.parametrize("encoding", ["klingon", "base64", "rot13", "hex", "undefined", "", "utf-8\0"])
def test_an_encoding_that_python_does_not_know_is_refused(encoding):
    error = problem(files.check_encoding, "src", encoding)
    assert error.key == "src_encoding" and error.text.startswith("src_encoding: ")
    files.check_encoding("src", "UTF8")


EXPORT = "dnumber,status,campaign,dtype\n2125550101,success,11,\n200,pending,11,queue\n2125550102,failed,11,number\n"


@pytest.mark.parametrize("column", [None, "dnumber", "1"])
def test_a_file_of_bulk_destinations_info_gives_its_numbers_and_counts_the_rest(read, column):
    passed = files.Passed()
    assert read(EXPORT, column, passed=passed) == [(2, "2125550101"), (4, "2125550102")]
    assert passed.total == 1


@pytest.mark.parametrize("end", ["\n", "\r\n", ""])
def test_a_file_of_bulk_destinations_info_may_have_no_more_than_its_first_two_columns(read, end):
    # That of a campaign without numbers is such a one.
    assert read("dnumber,status" + end) == []
    assert read("dnumber,status\n2125550101,success" + end) == [(2, "2125550101")]


def test_another_file_with_such_a_column_is_read_as_it_is(read):
    assert read("phone,dtype\n212,queue\n", "phone") == [(2, "212")]


def test_a_file_that_is_not_there_or_cannot_be_read_is_named(tmp_path):
    error = problem(files.read_list, str(tmp_path / "missing"), "exclude_src")
    assert "exclude_src: {0}/missing cannot be read: no such file".format(tmp_path) in error.text
    assert "is a directory" in problem(files.read_list, str(tmp_path), "src").text
    assert "src is not a path" in problem(files.read_list, "a\0b", "src").text


@pytest.mark.parametrize("column", ["Phone", "phone", " PHONE "])
def test_a_column_is_found_by_its_name(read, column):
    text = 'name,Phone ,city\n"Ann, B.",212,NY\nBob,"213",LA\n'
    assert read(text, column) == [(2, "212"), (3, "213")]


def test_a_name_that_matches_exactly_is_taken_over_one_in_other_capitals(read):
    assert read("PHONE,phone\n1,2\n", "phone") == [(2, "2")]


@pytest.mark.parametrize("mark", ["sep=;\r\n", '"sep=;"\n', "SEP=;\n", "\ufeffsep=;\n"])
@pytest.mark.parametrize("column", ["Phone", "2"])
def test_a_line_that_tells_excel_the_delimiter_is_no_heading(read, mark, column):
    assert read(mark + "Name;Phone\nAda;212\n", column, ";") == [(3, "212")]


def test_a_file_of_a_macintosh_has_other_line_ends(read):
    assert read("Name,Phone\rAda,212\rBob,213\r", "Phone") == [(2, "212"), (3, "213")]
    assert read("Name,Phone\rÄda,212", "Phone", encoding="utf-16") == [(2, "212")]
    # A line feed of a mainframe is another byte, and so is part of a letter in UTF-16.
    assert read("Name,Phone\r\nAda,212\r\n", "Phone", encoding="cp500") == [(2, "212")]
    assert read("Name,Phone\r\u0a41da,212\r", "Phone", encoding="utf-16") == [(2, "212")]
    # Within quotes they are part of a field.
    assert read('Name,Phone\n"A\rB",212\n', "Phone") == [(2, "212")]


@pytest.mark.parametrize(
    "content, what, todo",
    [
        (b"PK\x03\x04\x14\x00", "a workbook of a spreadsheet", "save the sheet as CSV, and give src_column."),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "a workbook of a spreadsheet", "save the sheet as CSV, and give src_column."),
        (b"\x1f\x8b\x08\x00", "a file packed by gzip", "Unpack it first."),
        (b"%PDF-1.4\n%\xe2\xe3", "a PDF document", "as text or CSV from where the document was made."),
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "cp1252"])
def test_a_file_that_is_no_text_is_no_list(tmp_path, content, what, todo, encoding):
    (tmp_path / "list.xlsx").write_bytes(content)
    error = problem(files.read_list, str(tmp_path / "list.xlsx"), "src", "1", encoding=encoding)
    assert error.key == "src" and error.text.endswith("is {0}, not text.".format(what)) and error.hint.endswith(todo)


def test_a_column_is_found_by_its_index_and_a_heading_is_left_out(read):
    assert read("Ann,212\nBob,213\n", "2") == [(1, "212"), (2, "213")]
    assert read("name,phone\nAnn,212\n", "2") == [(2, "212")]
    # No letters: not a heading, but an entry that is empty.
    assert read("Ann,\nBob,213\n", "2") == [(1, ""), (2, "213")]


@pytest.mark.parametrize(
    "delimiter, text", [(";", "a;b\n1;2\n"), ("\t", "a\tb\n1\t2\n"), ("\\t", "a\tb\n1\t2\n"), ("|", "a|b\n1|2\n")]
)
def test_the_delimiter_can_be_chosen(read, delimiter, text):
    assert read(text, "b", delimiter) == [(2, "2")]


def test_fields_in_quotes_may_hold_line_ends_and_entries_keep_their_lines(read):
    text = '\ufeffphone,note\r\n212,"two\r\nlines"\r\n\r\n,\r\n213,"say ""hi"""\r\n'
    assert read(text, "phone") == [(2, "212"), (6, "213")]


@pytest.mark.parametrize(
    "text, begins, row",
    [
        ('phone,name\n01710000001,"Doe\n01710000002,Roe"\n01710000003,Poe\n', 2, 3),
        ('name,phone\n"Doe,01710000001\nRoe,01710000002\nPoe",01710000003\n', 2, 2),
        ('name,phone\nPoe,"01710000003\nDoe,+49 (0)171/000 00-01"\n', 2, 3),
        # The names of the columns, a note that is meant, and other line ends.
        ('phone,"name\n01710000001,Doe"\n01710000002,Roe\n', 1, 2),
        ('phone,note,name\r\n1,"two\r\nlines","Doe\r\n2\r\n01710000002,,Roe"\r\n', 3, 5),
        ('phone,name\r1,"Doe\r01710000002,Roe"\r', 2, 3),
        # The least digits that a number has, in whatever form they are.
        ('phone,name\n1,"Doe\n\uff11\uff12\uff13\u2010\uff14\uff15\uff16,Roe"\n', 2, 3),
    ],
)
@pytest.mark.parametrize("column", ["phone", "1"])
@pytest.mark.parametrize("delimiter", [",", ";"])
def test_a_field_in_quotes_that_has_swallowed_rows_is_refused(read, text, begins, row, column, delimiter):
    """Who is in them would not be called, or be called although they must not be."""
    error = problem(read, text.replace(",", delimiter), column, delimiter)
    assert error.text.startswith("src: line {0} of ".format(row)) and error.key == "src"
    assert error.text.endswith(
        "looks like a row, but is part of a field in quotes that begins in line {0}.".format(begins)
    )
    assert "double quote in line {0}".format(begins) in error.hint


@pytest.mark.parametrize(
    "note",
    [
        "Main Street 1\n12345 Town",
        "Main Street 1, Block 2\n12345 Town, Country",
        "asked to be called\nat 01710000009\n",
        "one line, 01710000009",
    ],
)
def test_a_field_in_quotes_that_holds_no_row_may_have_line_ends(read, note):
    text = 'phone,note\n01710000001,"{0}"\n01710000002,\n'.format(note)
    assert [number for _line, number in read(text, "phone")] == ["01710000001", "01710000002"]


SURPLUS = "it holds more than one number, or a delimiter that has to be in quotes"


@pytest.fixture(params=["by name", "by index", "without a heading"])
def rows(request, read):
    """Reads rows of a file by the name of a column or by its index. The first row is line 2, also without a heading."""

    def rows(heading, rows, column, **more):
        index = str(heading.split(";").index(column) + 1)
        if request.param == "without a heading":
            return read("\n" + "".join(rows), index, ";", **more)
        return read(heading + "\n" + "".join(rows), column if request.param == "by name" else index, ";", **more)

    return rows


@pytest.mark.parametrize("row, fields", [("1", "1 field"), ("2125550101;9876543", "2 fields")])
def test_a_row_in_which_a_field_is_missing_is_rejected(rows, row, fields):
    found = rows("account;phone;pin", ["A;2125550102;1\n", "B;2125550103;\n", row + "\n"], "phone")
    assert found[:2] == [(2, "2125550102"), (3, "2125550103")]
    ((line, missing),) = found[2:]
    assert (line, str(missing)) == (4, row)
    assert missing.reason.startswith("has {0}, and the first line has 3; write empty fields too".format(fields))
    # Nothing stands before the first column.
    found = rows("phone;pin", ["2125550101;1x\n", "2125550102\n"], "phone", to_call=True)
    assert found == [(2, "2125550101"), (3, "2125550102")]


def test_a_row_in_which_a_delimiter_has_moved_the_fields_is_rejected(rows):
    good = ["One;2125550101;2125550102\n", "Two;2125550103;2125550104; \n"]
    found = rows("Name;Fax;Phone", [*good, "Three; Four;2125550105;2125550106\n"], "Phone")
    assert found[:2] == [(2, "2125550102"), (3, "2125550104")]
    (moved,) = found[2:]
    assert (moved[0], str(moved[1])) == (4, "Three; Four;2125550105;2125550106")
    for numbers in (Wanted(without_separators), Excluded(without_separators)):
        numbers.extend("src", [moved])
        (rejected,) = numbers.rejected.first
        assert rejected["reason"] == "has 4 fields, and the first line has 3; " + SURPLUS
        assert rejected["value"] == str(moved[1]) and rejected["line"] == 4


# Behind a number of the first column: a second number, or its last digits.
@pytest.mark.parametrize("more", ["; 212 555 0102", ";02", ";;+1 212 555 0102", ";(02)", ";1;2125550102x"])
@pytest.mark.parametrize("heading", ["Phone", "Phone;Name"])
@pytest.mark.parametrize("to_call", [True, False])
def test_a_second_number_behind_the_first_column_is_rejected(read, heading, more, to_call):
    names = heading.count(";")
    row = "212 555 0101" + ";Ada" * names + more
    good, bad = read("{0}\n2125550103{1}\n{2}\n".format(heading, ";" * names, row), "Phone", ";", to_call=to_call)
    assert good == (2, "2125550103") and (bad[0], str(bad[1])) == (3, row)
    fields = row.count(";") + 1
    assert bad[1].reason == "has {0} fields, and the first line has {1}; {2}".format(fields, names + 1, SURPLUS)


@pytest.mark.parametrize(
    "row", ["2125550102;Two; Three", "2125550102;02;Ada", "2125550102;Two; 3rd floor", "2125550102"]
)
def test_what_else_stands_behind_the_first_column_does_no_harm_where_numbers_are_to_be_called(rows, row):
    found = rows("Phone;Name", ["2125550101;One\n", row + ";;\n", row], "Phone", to_call=True)
    assert found == [(2, "2125550101"), (3, "2125550102"), (4, "2125550102")]


@pytest.mark.parametrize("row", ["2125550102;Two; Three", "2125550102;02;Ada"])
def test_who_must_not_be_called_may_be_in_any_field_too_many(rows, row):
    _good, (_line, bad) = rows("Phone;Name", ["2125550101;One\n", row], "Phone")[:2]
    excluded = Excluded(without_separators)
    excluded.extend("exclude_src", [(3, bad)])
    assert excluded.rejected.first[0]["reason"] == "has 3 fields, and the first line has 2; " + SURPLUS
    # As far as it can be read, the row protects them all the same.
    assert "2125550102" in excluded.keys


@pytest.mark.parametrize("to_call", [True, False])
def test_two_numbers_in_the_first_line_of_a_file_without_a_heading_are_more_than_one(read, to_call):
    two = "212 555 0101;212 555 0102"
    first, second, *more = read("{0}\n2125550103\n2125550104;;\n".format(two), "1", ";", to_call=to_call)
    assert (first[0], str(first[1])) == (1, two)
    assert first[1].reason == "has 2 fields, and the next line has 1; " + SURPLUS
    excluded = Excluded(without_separators)
    excluded.extend("exclude_src", [first])
    assert excluded.keys >= {"2125550101", "2125550102"}
    assert [line for line, _value in (second, *more)] == [2, 3]
    # Those who must not be called cannot be told by the width of a line that is not trusted.
    assert (second[1] == "2125550103") is to_call


def test_a_later_line_with_two_numbers_does_not_take_the_first_one_with_it(read):
    good, bad = read("2125550103\n2125550101;2125550102\n", "1", ";")
    assert good == (1, "2125550103") and bad[1].reason.startswith("has 2 fields, and the first line has 1; ")


def test_without_a_heading_a_do_not_call_list_has_equally_many_fields_in_all_rows(read):
    *good, bad = read("2125550101;1\n2125550102;2\n2125550103;3;;\n2125550104\n", "1", ";")
    assert good == [(1, "2125550101"), (2, "2125550102"), (3, "2125550103")]
    assert bad[1].reason.startswith("has 1 field, and the first line has 2; ")


@pytest.mark.parametrize(
    "first, second",
    [
        ("One; Two;2125550101;2125550102", "Three;2125550103;2125550104"),
        ("Three;2125550103;2125550104", "One; Two;2125550101;2125550102"),
        ("One;2125550101;2125550102;note", "Two;2125550103;2125550104"),
        ("2125550101;2125550102;7", "Two;2125550103;2125550104;7"),
    ],
)
def test_without_a_heading_no_one_knows_which_of_the_first_two_rows_has_moved(read, first, second):
    found = read("{0}\n\n{1}\n".format(first, second), "3", ";")
    assert [(line, str(row)) for line, row in found] == [(1, first), (3, second)]
    sizes = [row.count(";") + 1 for row in (first, second)]
    assert [row.reason.partition(";")[0] for _line, row in found] == [
        "has {0} fields, and the next line has {1}".format(*sizes),
        "has {1} fields, and the first line has {0}".format(*sizes),
    ]


def test_blank_fields_at_the_end_of_a_row_make_no_difference_without_a_heading_either(read):
    assert read("One;2125550101\nTwo;2125550102;; \n", "2", ";") == [(1, "2125550101"), (2, "2125550102")]
    assert read("One;2125550101;;\n", "2", ";") == [(1, "2125550101")]


@pytest.mark.parametrize(
    "there, asked", [("T\u00e9l", "Te\u0301l"), ("Te\u0301l", "T\u00e9l"), ("te\u0301l", "T\u00c9L")]
)
def test_the_unicode_form_of_a_column_makes_no_difference(read, there, asked):
    assert read("Nom;{0}\nAnne;212\n".format(there), asked, ";") == [(2, "212")]


def test_an_unknown_column_lists_those_that_there_are(read):
    error = problem(read, "name;phone\nAnn;212\n", "telephone", ";")
    assert "has no column 'telephone'. Its columns are: 1 'name', 2 'phone'." in error.text
    assert error.key == "src_column"
    assert "Its columns are: 1 'name;phone'." in problem(read, "name;phone\n", "phone").text
    assert "has no column '3'" in problem(read, "1,2\n", "3").text


def test_a_name_that_several_columns_have_is_refused(read):
    assert "has 2 columns of that name" in problem(read, "phone,phone\n1,2\n", "phone").text
    assert "has 2 columns of that name" in problem(read, "Phone,PHONE\n1,2\n", "phone").text


def test_csv_without_a_heading_is_refused_by_name(read):
    assert "it has no line with the names of the columns" in problem(read, "", "phone").text
    assert read("", "1") == []


@pytest.mark.parametrize("text", ['a,b\n1,"2\n', 'a,b\n1,"2"x\n', "a\n" + '"' + "x\n" * 70000])
def test_broken_csv_is_refused_with_its_line(read, text):
    error = problem(read, text, "a")
    assert "is not valid CSV" in error.text and "has to be closed" in error.hint


@pytest.mark.parametrize("delimiter", ["", "ab", '"', "\n", "\0", "1", "x", "+", " "])
def test_a_delimiter_is_one_character_that_no_number_has(delimiter):
    error = problem(files.check, "src", "phone", delimiter)
    assert error.key == "src_delimiter"


def test_options_are_checked_before_the_file_is_opened():
    files.check("src", None, None)
    files.check("src", "phone", ";")
    assert problem(files.check, "src", None, ";").text == "src_delimiter is given without src_column."
    for column in ("", " ", "0"):
        assert problem(files.check, "exclude_src", column, None).key == "exclude_src_column"


def test_a_list_is_read_as_it_is_needed(tmp_path):
    path = tmp_path / "list"
    path.write_bytes(b"1\n2\n\xff\n")
    entries = files.read_list(str(path), "src")
    assert next(entries) == (1, "1")
    assert next(entries) == (2, "2")
    with pytest.raises(UsageError):
        next(entries)


PIECES = [b"21", b"\n", b"\r\n", b"\xc3\xbc", b"\xc3", b"\0", b"2" * 9, b"\xef\xbb\xbf", b"#"]


@given(content=st.lists(st.sampled_from(PIECES)), repeated=st.sampled_from([1, 5000]))
def test_lines_are_those_of_the_file_up_to_the_first_that_is_none(tmp_path, content, repeated):
    path = tmp_path / "list"
    path.write_bytes(b"".join(content) * repeated)
    found = []
    try:
        for line, text in files.read_list(str(path), "src"):
            found.append((line, text))
    except UsageError as error:
        number = int(re.sub(r".* line (\d+) of .*", r"\1", error.text))
        assert _problem(_split(path.read_bytes())[number - 1])
        whole = _split(path.read_bytes())[: number - 1]
    else:
        whole = _split(path.read_bytes())
    assert not any(map(_problem, whole))
    lines = enumerate((line.decode().strip() for line in whole), 1)
    assert found == [(number, line) for number, line in lines if line and line[0] != "#"]


def _problem(line):
    try:
        return "\0" in line.decode() or len(line.decode()) >= files.MAX_LINE
    except UnicodeDecodeError:
        return True


def _split(content):
    """Lines as the simplest reader would have them: they end with a line feed, and with nothing else."""
    content = content[3:] if content[:3] == b"\xef\xbb\xbf" else content
    return re.findall(rb"[^\n]*\n|[^\n]+\Z", content)
