"""Texts with and without personal information, to measure `law::privacy` by.

Run it here (`python3 make.py`); it writes texts.txt beside it. It shares nothing with the detectors: check characters
are computed here from the standards (GB 11643, GB 32100-2015, ISO/IEC 7812), and every person, number and place is
made up by a seeded draw. What is personal stands between ⟦kind|…⟧. A line begins with its class; classes beside
`person`, `table` and `mixed` are near misses and bear no mark.
"""

import datetime
import pathlib
import random

HERE = pathlib.Path(__file__).parent
R = random.Random(20261126)


def pick(*choices):
    return R.choice(choices)


def digits(n):
    return "".join(R.choice("0123456789") for _ in range(n))


def id18(good=True):
    born = datetime.date(1940, 1, 1) + datetime.timedelta(days=R.randrange(30000))
    head = pick("440105", "110105", "320102", "510107", "420106", "610113", "230103") + born.strftime("%Y%m%d") + digits(3)
    total = sum(int(c) * (2 ** (17 - i) % 11) for i, c in enumerate(head))
    check = "10X98765432"[total % 11]
    if good:
        return head + check
    return head + pick(*[c for c in "0123456789X" if c != check])


def card(good=True):
    head = pick("621700", "622202", "622848", "623052", "621483") + digits(pick(9, 12))
    total = 0
    for i, c in enumerate(reversed(head)):
        d = int(c) * (2 if i % 2 == 0 else 1)
        total += d - 9 if d > 9 else d
    check = (10 - total % 10) % 10
    return head + str(check if good else (check + 1 + R.randrange(9)) % 10)


def code(kind):
    alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY"
    head = kind + "440105" + pick("MA5", "MA9", "MAC") + "".join(R.choice(alphabet) for _ in range(6))
    total = sum(alphabet.index(c) * pow(3, i, 31) for i, c in enumerate(head))
    return head + alphabet[(31 - total % 31) % 31]


def mobile():
    return "1" + pick("38", "39", "50", "59", "77", "86", "88", "95", "98", "33", "66") + digits(8)


def landline():
    area = pick("010", "020", "0755", "0571", "0898", "023")
    return area, pick("2", "3", "6", "8") + digits(7)


SURNAMES = "王李张刘陈杨黄赵周吴徐孙朱马胡郭林何高梁郑罗宋谢唐韩曹许邓萧冯曾程蔡彭潘袁董余苏叶吕魏蒋田杜丁沈姜范江傅钟卢汪戴崔任陆廖姚方金邱夏谭韦贾邹石熊孟秦阎薛侯雷白龙段郝孔邵史毛常万顾赖武康贺严尹钱施牛洪龚"
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰建国志文斌浩宇欣怡梓涵雨轩子晨思远佳宁海燕春梅红霞永康德胜嘉琪"
PLACES = ["松岭县青山镇", "漱玉区临河街道", "南平市云溪区", "长宁县东坝乡", "白鹿市新安镇"]
ROADS = ["解放路", "中山路", "建设大道", "人民路", "和平街", "文化巷", "滨河路", "青年路"]
ESTATES = ["阳光花园", "和平小区", "锦绣家园", "翠湖苑", "幸福里小区"]


def name():
    return R.choice(SURNAMES) + "".join(R.choice(GIVEN) for _ in range(pick(1, 2, 2)))


def home():
    place = R.choice(PLACES) + R.choice(ROADS) + f"{R.randrange(1, 300)}号"
    return pick(
        place + R.choice(ESTATES) + f"{R.randrange(1, 30)}栋{R.randrange(1, 5)}单元{R.randrange(1, 30)}0{R.randrange(1, 9)}室",
        place + f"{R.randrange(1, 30)}栋{R.randrange(1, 30)}0{R.randrange(1, 9)}室",
        R.choice(PLACES) + pick("东村", "桥头村", "石井村") + f"{R.randrange(1, 12)}组{R.randrange(1, 99)}号",
        place,
    )


def home_with_room():
    while True:
        place = home()
        if place.endswith("室"):
            return place


def wide(text):
    return "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text)


def parted(text, *sizes):
    mark, out, at = pick(" ", "-"), [], 0
    for size in sizes:
        out.append(text[at : at + size])
        at += size
    return mark.join(out)


def m(kind, text):
    return f"⟦{kind}|{text}⟧"


def written_id():
    number = id18()
    return pick(number, number, number, wide(number), parted(number, 6, 8, 4), number.replace("X", "x"))


def written_mobile():
    number = mobile()
    return pick(number, number, number, parted(number, 3, 4, 4), wide(number))


def written_card():
    number = card()
    if len(number) == 16:
        return pick(number, number, parted(number, 4, 4, 4, 4), wide(number))
    return pick(number, number, parted(number, 4, 4, 4, 4, 3), wide(number))


def written_landline():
    area, number = landline()
    return pick(f"{area}-{number}", f"{area} {number}", area + number)


def person():
    who = name()
    plate = pick("粤", "京", "苏", "川") + pick(*"ABCDEF") + pick("", "·") + R.choice("ABCDEFGH0123456789") + digits(4)
    mail = pick("zhang", "li.ming", "wang_88", "cn2020", "xiaoyu") + digits(2) + "@" + pick("example.com", "mail.example.org", "example.net")
    return pick(
        f"申请人：{m('name', who)}，身份证号{m('id_number', written_id())}，联系电话{m('mobile', written_mobile())}。",
        f"经查，当事人{m('name', who)}，男，住{m('address', home())}，公民身份号码{m('id_number', written_id())}。",
        f"如有疑问请致电{m('mobile', written_mobile())}或者{m('landline', written_landline())}。",
        f"补助款打入银行卡{m('bank_card', written_card())}，户主{m('name', who)}。",
        f"收款卡号：{m('bank_card', written_card())}（开户人本人）",
        f"户名：{m('name', who)}，账号：{m('bank_card', written_card())}。",
        f"姓名：{m('name', who)}性别：女，民族：汉，证件号码：{m('id_number', written_id())}。",
        f"申请人{m('name', who)}请求公开其房屋（{m('address', home_with_room())}）的征收补偿信息。",
        f"违法车辆号牌为{m('plate', plate)}，于2026年3月2日被查获。",
        f"请将材料发至{m('email', mail)}，逾期不候。",
        f"家庭住址：{m('address', home())}；手机：{m('mobile', written_mobile())}",
        f"户籍地{m('address', home())}，现已迁出。",
        f"患者{m('name', who)}，于10日出院，联系方式{m('mobile', written_mobile())}。",
        f"护照号码{m('passport', pick('E', 'G') + digits(8))}，已于去年到期。",
        f"港澳居民来往内地通行证号{m('permit', pick('H', 'M') + digits(8))}。",
        f"经营者为个体工商户，统一社会信用代码{m('sole_trader', code('92'))}。",
        f"信访人：{m('name', who)}　电话：{m('mobile', written_mobile())}",
        f"{who[0]}某某的证件号{m('id_number', written_id())}应当予以隐去。",
        f"被处罚人：{m('name', who)}（{m('id_number', written_id())}），罚款200元。",
        f"公示名单：{who[0]}某，{m('id_number', written_id())}，{m('mobile', written_mobile())}。",
    )


def near_miss():
    area, number = landline()
    org = R.choice(PLACES) + pick("水务有限公司", "农业合作社", "第二小学", "人民医院", "建筑工程公司")
    day = datetime.date(2015, 1, 1) + datetime.timedelta(days=R.randrange(4300))
    return pick(
        ("order", f"订单号{mobile()}已经发货。"),
        ("order", f"快递单号：{pick('SF', 'YT', 'JD')}{digits(13)}，请查收。"),
        ("order", f"受理编号{digits(12)}，流水号{card()}。"),
        ("order", f"业务流水号{digits(18)}，凭证号{digits(10)}。"),
        ("document", f"根据粤府办〔{day.year}〕{R.randrange(1, 300)}号和国办函〔2020〕{R.randrange(1, 200)}号执行。"),
        ("document", f"索引号11440300{digits(9)}{pick(*'0123456789ABCD')}/{day.year}-{digits(5)}，文号深府规〔{day.year}〕{R.randrange(1, 60)}号。"),
        ("document", f"案号（{day.year}）粤01行初{digits(4)}号，合同编号{day.strftime('%Y%m%d')}{digits(6)}。"),
        ("account", f"收款账号44050158{digits(12)}，开户行为松岭县农商银行（对公）。"),
        ("account", f"账号：{card(good=False)}，核对后退回。"),
        ("account", f"单位账户{digits(17)}，专款专用。"),
        ("date", f"自{day.isoformat()}起至{(day + datetime.timedelta(days=400)).isoformat()}止，共400天。"),
        ("date", f"发布时间：{day.strftime('%Y%m%d')}{digits(6)}，第{R.randrange(1, 60)}期。"),
        ("date", f"{day.year}年{day.month}月{day.day}日至{day.year + 1}年1月1日，每日08:30-12:00、14:00-17:30。"),
        ("code", f"统一社会信用代码{code('91')}，行政区划代码440105{digits(6)}。"),
        ("code", f"统一社会信用代码：{code('11')}（机关）。"),
        ("code", f"号码{id18(good=False)}不能通过校验。"),
        ("code", f"条码69{digits(11)}，型号GB{digits(4)}-{digits(4)}，图号A{digits(8)}。"),
        ("code", f"项目代码{day.year}-440105-{digits(2)}-{digits(2)}-{digits(6)}，许可证编号{digits(14)}。"),
        ("organisation", f"申请人：{org}，法定代表人另见附件。"),
        ("organisation", f"办公地址：{R.choice(PLACES)}{R.choice(ROADS)}{R.randrange(1, 300)}号{R.randrange(1, 20)}楼{R.randrange(1, 20)}01室。"),
        ("organisation", f"受理地点：{R.choice(PLACES)}{R.choice(ROADS)}{R.randrange(1, 300)}号政务服务中心{R.randrange(1, 30)}号窗口。"),
        ("organisation", f"当事人{org}未按照规定公示，申请人应当在十日内提出。"),
        ("organisation", "户主应当配合调查；患者可以申请复核，居民需要携带证件；业主和承租人方可办理。"),
        ("office", "监督电话0755-12345678，邮箱gongkai@songling.gov.cn。"),
        ("amount", f"投资{digits(5)}.{digits(2)}万元，面积{R.randrange(10000, 99999)}.{digits(4)}平方米，占比{R.randrange(1, 99)}.{digits(10)}%。"),
        ("amount", f"预算{R.randrange(1, 9)}{digits(10)}.{digits(2)}元，同比增长{R.randrange(1, 90)}.{digits(1)}%。"),
        ("address of the web", f"见http://www.example.com/zwgk/t{day.strftime('%Y%m%d')}_{digits(8)}.html和/c/{mobile()}.htm。"),
        ("masked", f"申请人{R.choice(SURNAMES)}某某，身份证号440105********{digits(4)}，电话138****{digits(4)}。"),
        ("law", f"依照《条例》第{R.randrange(10, 56)}条第{R.randrange(1, 4)}款，原告可以在15日内起诉，被告应于10日内答辩。"),
    )


def table():
    who, order = name(), digits(11)
    return pick(
        ("table", "姓名|" + m("name", who)),
        ("table", "户主|" + m("name", who)),
        ("table", "身份证号|" + m("id_number", written_id())),
        ("table", "联系电话|" + m("mobile", written_mobile())),
        ("table", "银行卡号|" + m("bank_card", written_card())),
        ("table", "家庭住址|" + m("address", home())),
        ("table near", "订单号|1" + pick("38", "39") + digits(8)),
        ("table near", "单位名称|" + R.choice(PLACES) + "第一中学"),
        ("table near", "账号|" + card(good=False)),
        ("table near", "金额（元）|" + order),
        ("table near", "姓名|" + who[0] + "某某"),
    )


def main():
    lines = []
    for _ in range(1100):
        lines.append("person\t\t" + person())
    for _ in range(1100):
        kind, text = near_miss()
        lines.append(f"{kind}\t\t{text}")
    for _ in range(500):
        kind, row = table()
        head, cell = row.split("|", 1)
        lines.append(f"{kind}\t{head}\t{cell}")
    for _ in range(200):
        kind, text = near_miss()
        lines.append("mixed\t\t" + text + person())
    (HERE / "texts.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(len(lines))


main()
