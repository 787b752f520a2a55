"""Worked cases of the term to answer, for a lawyer to read and for the tests to hold against `law::clock`.

Run it here (`python3 make.py`); it writes the files of cases beside it. It shares nothing with the library: the days
that offices work are those of another calendar (../chinesecalendar-1.11.0.txt), and a term is counted by listing
all working days that are left and taking the one of the right number. The rules, in the words they were taken from:

条例第三十条        答复期限自行政机关收到补正的申请之日起计算。
条例第三十二条      第三方应当自收到征求意见书之日起15个工作日内提出意见。
条例第三十三条第二款  应当自收到申请之日起20个工作日内予以答复；……延长的期限最长不得超过20个工作日。
条例第三十三条第三款  行政机关征求第三方和其他机关意见所需时间不计算在前款规定的期限内。
条例第三十四条      被征求意见机关应当自收到征求意见书之日起15个工作日内提出意见。
民法典第二百零一条第一款  按照年、月、日计算期间的，开始的当日不计入，自下一日开始计算。
Paid fees (条例第四十二条): the day of full payment is a new day zero.
"""

import datetime
import pathlib

HERE = pathlib.Path(__file__).parent
DAY = datetime.timedelta(days=1)
WORKS = {}
for line in (HERE.parent / "chinesecalendar-1.11.0.txt").read_text(encoding="utf-8").splitlines():
    if not line.startswith("#"):
        month, days = line.split()
        for at, works in enumerate(days):
            WORKS[datetime.date.fromisoformat(f"{month}-{at + 1:02d}")] = works == "1"
LAST_KNOWN = max(WORKS)
BEGIN = datetime.date(2019, 5, 15)


def works(day):
    return WORKS[day] if day in WORKS else day.weekday() < 5


def span(first, last):
    return [first + DAY * n for n in range((last - first).days + 1)]


def working_day(start, number, without=frozenset()):
    """The working day of that number after `start`."""
    left = [d for d in span(start + DAY, start + DAY * 1500) if works(d) and d not in without]
    return left[number - 1]


def back(day, number):
    """The working day of that number before `day`."""
    left = [d for d in reversed(span(day - DAY * 200, day - DAY)) if works(d)]
    return left[number - 1]


class Case:
    def __init__(self, says, received, corrected=None, consult=(), extend=None, paid=None):
        self.says, self.received, self.corrected = says, received, corrected
        self.consult, self.extend, self.paid = list(consult), extend, paid

    def answer(self):
        zero = max(d for d in (self.received, self.corrected, self.paid) if d)
        without = set()
        for sent, reached, returned in self.consult:
            end = returned or working_day(reached, 15)
            without |= set(span(sent + DAY, end)) if end > sent else set()
        number = 20 + (self.extend or 0)
        due = working_day(zero, number, without)
        passed = span(zero + DAY, due)
        paused = [d for d in passed if d in without and works(d)]
        off = [d for d in passed if not works(d)]
        made_up = [d for d in passed if works(d) and d.weekday() > 4 and d not in without]
        why = f"自{zero + DAY}起数{number}个工作日；不上班{len(off)}日"
        if made_up:
            why += f"；调休上班计入{len(made_up)}日"
        if paused:
            why += f"；征求意见扣除{len(paused)}个工作日"
        return due, any(d > LAST_KNOWN for d in passed), why

    def facts(self):
        parts = [self.corrected, self.consult or None, self.extend, self.paid]
        facts = sum(part is not None for part in parts)
        due, _, _ = self.answer()
        return facts + (due.year > self.received.year)

    def row(self, number):
        due, provisional, why = self.answer()
        letters = []
        for sent, reached, returned in self.consult:
            words = [f"{sent}发"]
            words += [f"{reached}收"] if reached else []
            words += [f"{returned}回"] if returned else []
            letters.append(" ".join(words))
        cells = [
            number,
            self.says,
            self.received,
            self.corrected or "",
            "；".join(letters),
            self.extend or "",
            self.paid or "",
            due,
            "暂定" if provisional else "",
            why,
        ]
        return ",".join(str(cell) for cell in cells)


def holidays():
    """Runs of three days off or more, those that are only a weekend left out."""
    found, day = [], BEGIN + DAY * 40
    while day <= LAST_KNOWN:
        run = 0
        while day + DAY * run <= LAST_KNOWN and not works(day + DAY * run):
            run += 1
        if run >= 3:
            found.append((day, run))
        day += DAY * (run + 1)
    return found


HOLIDAYS = holidays()
MADE_UP = [d for d in sorted(WORKS) if d >= BEGIN and works(d) and d.weekday() > 4]


def plain():
    for first, run in HOLIDAYS:
        yield Case(f"放假{run}日的前一个工作日收到", back(first, 1))
    for first, run in HOLIDAYS[::3]:
        yield Case("放假期间确认收到", first + DAY * (run // 2))
    for day in MADE_UP[::3]:
        yield Case("调休上班的日子收到", day)
    for year in range(2019, 2027):
        for day in (10, 24, 31):
            yield Case("年底收到", datetime.date(year, 12, day))


def correction():
    for at, (first, run) in enumerate(HOLIDAYS[::2]):
        received = back(first, 6)
        corrected = first + DAY * (run + at % 4) if at % 3 else working_day(received, 2 + at % 5)
        yield Case("补正", received, corrected=corrected)
    yield Case("当日补正", datetime.date(2024, 3, 4), corrected=datetime.date(2024, 3, 4))


def consultation():
    for at, (first, run) in enumerate(HOLIDAYS[::2]):
        received = back(first, 8)
        sent = working_day(received, 2)
        returned = [
            working_day(sent, 3),
            first + DAY * run,
            working_day(sent, 15),
            working_day(sent, 26),
            first,
        ][at % 5]
        yield Case("征求意见", received, consult=[(sent, None, max(sent, returned))])
    base = datetime.date(2025, 9, 22)
    wd = lambda n: working_day(base, n)
    yield Case("当日返回，不扣除", base, consult=[(wd(3), None, wd(3))])
    yield Case("两次重叠，只扣一次", base, consult=[(wd(2), None, wd(9)), (wd(5), None, wd(14))])
    yield Case("两次相接", base, consult=[(wd(2), None, wd(6)), (wd(6), None, wd(11))])
    yield Case("三次分开", base, consult=[(wd(1), None, wd(3)), (wd(5), None, wd(8)), (wd(10), None, wd(12))])
    yield Case("一次包含一次", base, consult=[(wd(2), None, wd(20)), (wd(5), None, wd(8))])
    yield Case("收到当日发出", base, consult=[(base, None, wd(10))])
    yield Case("第20日发出", base, consult=[(wd(20), None, wd(30))])
    yield Case("第19日发出", base, consult=[(wd(19), None, wd(30))])
    yield Case("周六返回", datetime.date(2024, 3, 4), consult=[(datetime.date(2024, 3, 6), None, datetime.date(2024, 3, 16))])
    yield Case("逾期返回，扣除至返回之日", base, consult=[(wd(2), wd(4), wd(40))])


def silence():
    for at, (first, _) in enumerate(HOLIDAYS[::3]):
        received = back(first, 9)
        sent = working_day(received, 1 + at % 4)
        reached = working_day(sent, 1 + at % 3)
        yield Case("逾期未提出意见", received, consult=[(sent, reached, None)])


def extension():
    for at, (first, _) in enumerate(HOLIDAYS[1::2]):
        yield Case("延长", back(first, 5), extend=at % 20 + 1)


def fee():
    for at, (first, run) in enumerate(h for h in HOLIDAYS if h[0].year >= 2021):
        if at % 2 == 0:
            received = back(first, 7)
            paid = [working_day(received, 9), first + DAY, first + DAY * run][at // 2 % 3]
            yield Case("缴费", received, paid=paid)


def combined():
    for at, (first, run) in enumerate(HOLIDAYS):
        received = back(first, 4 + at % 9)
        corrected = working_day(received, 4 + at % 6)
        sent = working_day(corrected, 1 + at % 5)
        returned = working_day(sent, 4 + at % 17)
        extend = (at * 7) % 20 + 1
        yield Case("补正、征求意见", received, corrected, [(sent, None, returned)])
        yield Case("征求意见、延长", received, None, [(sent, None, returned)], extend)
        if at % 2:
            yield Case("补正、延长", received, corrected, extend=extend)
            yield Case("补正、逾期未提出意见、延长", received, corrected, [(sent, working_day(sent, 2), None)], extend)
        if first.year >= 2021:
            paid = working_day(corrected, 6 + at % 11)
            yield Case("补正、征求意见、缴费", received, corrected, [(sent, None, returned)], None, paid)
            if at % 2 == 0:
                later = working_day(paid, 2)
                yield Case(
                    "补正、缴费、征求意见、延长", received, corrected, [(later, None, working_day(later, 7))], extend, paid
                )
    for year in range(2019, 2027):
        received = datetime.date(year, 12, 3)
        wd = lambda n: working_day(received, n)
        yield Case("跨年：补正", received, wd(6))
        yield Case("跨年：征求意见", received, None, [(wd(10), None, wd(25))])
        yield Case("跨年：延长", received, extend=10)
        if year > 2020:
            yield Case("跨年：缴费、延长", received, extend=20, paid=wd(12))


HEAD = "编号,情形,收到申请,收到补正,征求意见,延长工作日,缴清费用,期限届满,暂定,怎样数"


def main():
    everything = combinations = 0
    for name in (plain, correction, consultation, silence, extension, fee, combined):
        cases = list(name())
        rows = [case.row(f"{name.__name__}-{at + 1}") for at, case in enumerate(cases)]
        (HERE / f"{name.__name__}.csv").write_text("\n".join([HEAD, *rows]) + "\n", encoding="utf-8")
        everything += len(cases)
        combinations += sum(case.facts() > 1 for case in cases)
        print(name.__name__, len(cases))
    print("together", everything, "of them with two facts or more", combinations)


main()
