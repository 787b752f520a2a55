"""Files with the entities that wapiti sends, for the readers of the program.

python3 entities.py PAYLOADS.ini BASE.docx FOLDER ENDPOINT

For each payload: the payload as it is under the names of every form of text, and a DOCX and an OFD in whose parts it
stands. Prints a line of JSON for each file: its name, its payload, and the part that bears it. The first files bear none,
and the words that an entity would bring stand in them: whoever looks must find these.
"""

import configparser
import json
import re
import sys
import zipfile
from pathlib import Path

payloads, base, folder, endpoint = sys.argv[1:5]
folder = Path(folder)
NAMES = ["x.xml", "x.html", "x.xhtml", "x.svg", "x.txt", "x.md", "x.docx", "x.ofd"]
BROUGHT = "root:x:0:0:root:/root:/bin/bash"
OFD = {
    "OFD.xml": '<?xml version="1.0"?><ofd:OFD xmlns:ofd="http://www.ofdspec.org/2016"><ofd:DocBody><ofd:DocRoot>D/Document.xml</ofd:DocRoot></ofd:DocBody></ofd:OFD>',
    "D/Document.xml": '<?xml version="1.0"?><ofd:Document xmlns:ofd="http://www.ofdspec.org/2016"><ofd:Pages><ofd:Page BaseLoc="P.xml"/></ofd:Pages></ofd:Document>',
    "D/P.xml": '<?xml version="1.0"?><ofd:Page xmlns:ofd="http://www.ofdspec.org/2016"><ofd:Content><ofd:Layer><ofd:TextObject Boundary="10 10 100 10" Size="5"><ofd:TextCode X="0" Y="5" DeltaX="g 31 5">WORDS</ofd:TextCode></ofd:TextObject></ofd:Layer></ofd:Content></ofd:Page>',
}


def told(name, payload, part):
    print(json.dumps({"name": name, "payload": payload, "part": part}))


def pack(name, parts):
    with zipfile.ZipFile(folder / name, "w", zipfile.ZIP_DEFLATED) as packed:
        for part, text in parts.items():
            packed.writestr(part, text)


def bearing(text, payload):
    """A part with the payload's document type, and its entity where words stand."""
    doctype = re.search(r"<!DOCTYPE\s+\w+\s*\[.*?\]\s*>|<!DOCTYPE[^\[>]*>", payload, re.S).group(0)
    root = re.search(r"<([A-Za-z_:][^\s/>]*)", re.sub(r"<\?.*?\?>", "", text, flags=re.S)).group(1)
    doctype = re.sub(r"<!DOCTYPE\s+\w+", "<!DOCTYPE " + root, doctype, count=1)
    entity = re.search(r"&\w+;(?=</foo>)", payload)
    text = re.sub(r"^\s*<\?xml.*?\?>", "", text, flags=re.S)
    if entity:
        text = text.replace("WORDS", entity.group(0))
    return '<?xml version="1.0" encoding="UTF-8"?>' + doctype + text


def word_parts():
    with zipfile.ZipFile(base) as packed:
        parts = {name: packed.read(name) for name in packed.namelist()}
    document = parts["word/document.xml"].decode()
    # One run of the text bears the words.
    document = re.sub(r"(<w:t[^>]*>)[^<]+(</w:t>)", r"\1WORDS\2", document, count=1)
    parts["word/document.xml"] = document
    return parts


forms = {"docx": word_parts(), "ofd": OFD}
for form, parts in forms.items():
    clean = {name: text.replace("WORDS", BROUGHT) if isinstance(text, str) else text for name, text in parts.items()}
    pack(f"clean.{form}", clean)
    told(f"clean.{form}", "", "")

known = configparser.RawConfigParser(interpolation=None)
known.read(payloads)
for n, section in enumerate(known.sections()):
    payload = known[section]["payload"].replace("[LF]", "\n").replace("[EXTERNAL_ENDPOINT]", endpoint)
    payload = re.sub(r"\[(SESSION_ID|PATH_ID|PARAM_AS_HEX)\]", "1", payload)
    for name in NAMES:
        name = f"{n}-{name}"
        (folder / name).write_text(payload)
        told(name, section, "")
    for form, parts in forms.items():
        for at, (part, text) in enumerate(parts.items()):
            text = text.decode(errors="replace") if isinstance(text, bytes) else text
            if not part.endswith((".xml", ".rels")):
                continue
            name = f"{n}-{at}.{form}"
            clean = {k: v.replace("WORDS", "甲") if isinstance(v, str) else v for k, v in parts.items()}
            clean[part] = bearing(text, payload)
            pack(name, clean)
            told(name, section, part)
