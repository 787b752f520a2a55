#!/usr/bin/env python3
"""Texts of many registers with personal information in them, and texts that only look so: `python3 registers.py > registers.txt`.

Made from the patterns and validators of the standards alone (GB 11643, GB 32100, Luhn, GA 36): it knows neither the
detectors nor the texts of make.py. Nobody in it exists. One text a line: class, tab, form, tab, text, with \\n and \\t
written out; the form is `words`, or `table` for cells that a reader of files has parted. What is personal stands in
⟦kind|…⟧; what may be told or not, in the judgement of who reads, stands in ⟦?|…⟧ and is not counted.
"""
import random

R = random.Random(20261126)
pick = R.choice


def digits(n):
    return "".join(pick("0123456789") for _ in range(n))


def chance(p):
    return R.random() < p


def mark(kind, text):
    return f"⟦{kind}|{text}⟧"


# ---- values, by their standards ----

PROVINCES = "11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65".split()


def id18(y0=1936, y1=2019):
    head = pick(PROVINCES) + f"{R.randint(1, 13):02}{R.randint(1, 29):02}"
    head += f"{R.randint(y0, y1)}{R.randint(1, 12):02}{R.randint(1, 28):02}{digits(3)}"
    weights = [2 ** (17 - i) % 11 for i in range(17)]
    return head + "10X98765432"[sum(int(a) * b for a, b in zip(head, weights)) % 11]


def id15():
    return pick(PROVINCES) + f"{R.randint(1, 13):02}{R.randint(1, 29):02}{R.randint(30, 84)}{R.randint(1, 12):02}{R.randint(1, 28):02}{digits(3)}"


def luhn(head):
    total = 0
    for i, c in enumerate(reversed(head)):
        n = int(c) * (2 if i % 2 == 0 else 1)
        total += n - 9 if n > 9 else n
    return head + str(-total % 10)


def card():
    return pick([lambda: luhn("62" + digits(16)), lambda: luhn("62" + digits(13)), lambda: luhn("62" + digits(14)),
                 lambda: luhn("4" + digits(14)), lambda: luhn("5" + pick("12345") + digits(13))])()


ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def uscc(head):
    body = head + pick(PROVINCES) + digits(4) + "MA" + "".join(pick(ALPHABET) for _ in range(7))
    total = sum(ALPHABET.index(c) * pow(3, i, 31) for i, c in enumerate(body))
    return body + ALPHABET[-total % 31]


def mobile():
    return pick(["13", "15", "18", "17", "19"]) + digits(9)


def landline():
    return pick(["010", "020", "021", "0311", "0531", "0757", "0898", "0991", "024", "0755"]) + "-" + pick("2345678") + digits(7 if chance(.7) else 6)


def passport():
    return pick(["E" + digits(8), "E" + pick("ABCDEFGHJ") + digits(7), "G" + digits(8)])


def permit():
    return pick("HM") + digits(8) + (digits(2) if chance(.5) else "")


PLATES = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼"


def with_letters(places):
    """Five characters of which at most two are letters, never I and O (GA 36)."""
    return "".join(pick("ABCDEFGHJKLMNPQRSTUVWXYZ") if i in places else pick("0123456789") for i in range(5))


def plate():
    head = pick(PLATES) + pick("ABCDEFGHJK")
    tail = pick([
        lambda: with_letters(R.sample(range(5), R.randint(1, 2))),
        lambda: digits(5),
        lambda: pick("DF") + digits(5),
        lambda: digits(4) + pick("挂学警"),
    ])()
    return head + pick(["", "", "·", " "]) + tail


def email():
    user = pick(["wang.fei", "lxh", "zhao_min", "chen-yu", "liuyang", "sunny", "q"]) + pick(["", digits(2), digits(6), ".work"])
    return user + "@" + pick(["163.com", "qq.com", "gmail.com", "outlook.com", "sina.com.cn", "example.org", "mail.example.com"])


SURNAMES = list("王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文") + ["欧阳", "上官", "司徒", "诸葛"]
GIVEN = list("伟芳娜敏静丽强磊军洋勇艳杰涛明超霞平刚玲辉鹏华飞红梅鑫波斌宇浩凯健俊帆雪荣桂兰英建国志文秀珍婷晓春海燕萍")


def name():
    return pick(SURNAMES) + pick(GIVEN) + (pick(GIVEN) if chance(.7) else "")


CITIES = ["青川市", "临河市", "安平县", "东桥区", "云峰县", "海丰市", "石城县", "南江区"]
ROADS = ["人民路", "解放大道", "建设北路", "东风街", "学府路", "环城西路", "滨江大道", "幸福里", "工业二路"]


def address():
    village = f"{pick(['大坪', '柳树', '上塘', '石桥'])}村{R.randint(1, 12)}组{R.randint(1, 90)}号"
    town = f"{pick(CITIES)}{pick(['城关镇', '河口镇', '新兴街道', '南苑街道'])}"
    block = pick([f"{R.randint(1, 40)}栋{R.randint(101, 3005)}室", f"{R.randint(1, 20)}号楼{R.randint(1, 6)}单元{R.randint(101, 1802)}室", f"{R.randint(1, 30)}幢{R.randint(101, 905)}"])
    return pick([
        lambda: town + village,
        lambda: pick(CITIES) + pick(ROADS) + f"{R.randint(1, 900)}号",
        lambda: pick(CITIES) + pick(ROADS) + f"{R.randint(1, 900)}号" + pick(["阳光花园", "翠湖小区", "锦绣家园", ""]) + block,
        lambda: town + pick(ROADS) + f"{R.randint(1, 300)}号" + block,
    ])()


def born():
    y, m, d = R.randint(1936, 2015), R.randint(1, 12), R.randint(1, 28)
    return pick([f"{y}年{m}月{d}日", f"{y}-{m:02}-{d:02}", f"{y}.{m}.{d}"])


def elsewhere():
    return pick([
        lambda: f"微信号：{mark('other', pick(['wxid_', 'sunny', 'a', 'lin-']) + ''.join(pick('abcdefg0123456789') for _ in range(R.randint(6, 10))))}",
        lambda: f"QQ号{mark('other', pick('123456789') + digits(R.randint(5, 9)))}",
        lambda: f"登录IP：{mark('other', '.'.join(str(R.randint(1, 254)) for _ in range(4)))}",
        lambda: f"QQ: {mark('other', pick('123456789') + digits(R.randint(5, 9)))}",
    ])()


def wide(text):
    return "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text)


def grouped(text, sizes, sign):
    parts, at = [], 0
    for size in sizes:
        parts.append(text[at:at + size])
        at += size
    if text[at:]:
        parts.append(text[at:])
    return sign.join(parts)


def M(kind, styled=True):
    """A value of a kind in one of the ways in which it is written."""
    plain = {"id_number": id18, "mobile": mobile, "landline": landline, "bank_card": card, "passport": passport,
             "permit": permit, "plate": plate, "email": email, "address": address, "name": name,
             "sole_trader": lambda: uscc("92")}[kind]()
    if styled and chance(.35):
        if kind == "id_number":
            plain = pick([wide(plain), grouped(plain, [6, 8, 4], pick(" -")), plain.lower(), grouped(plain, [4, 4, 4, 4], " ")])
        elif kind == "mobile":
            plain = pick([wide(plain), grouped(plain, [3, 4], pick([" ", "-"])), "+86" + pick(["", " ", "-"]) + plain, "86" + plain])
        elif kind == "bank_card":
            plain = pick([grouped(plain, [4, 4, 4, 4], pick(" -")), wide(plain), grouped(plain, [4, 4, 4, 4], "  ")])
        elif kind == "landline":
            plain = pick([plain.replace("-", ""), plain.replace("-", " "), plain + "-" + digits(3), wide(plain)])
        elif kind in ("sole_trader", "passport"):
            plain = pick([wide(plain), plain])
    return mark(kind, plain)


def ocr(kind):
    """As a scanner reads it: blanks between all characters, or between some."""
    plain = {"id_number": id18, "mobile": mobile, "bank_card": card}[kind]()
    if chance(.5):
        return mark(kind, " ".join(plain))
    out = plain[0]
    for c in plain[1:]:
        out += (" " if chance(.25) else "") + c
    return mark(kind, out)


# ---- registers ----

ROLES = ["申请人", "当事人", "患者", "户主", "原告", "被告", "被处罚人", "举报人", "投诉人", "信访人", "监护人", "收款人",
         "车主", "业主", "考生", "家长", "证人", "死者", "被告人", "委托代理人", "承租人", "收件人", "联系人", "驾驶员"]


def letter():
    return pick([
        lambda: f"尊敬的局领导：您好！本人{M('name')}，现住{M('address')}，就旧楼加装电梯一事反映如下。如需核实，可拨打{M('mobile')}，或者发邮件到{M('email')}。此致敬礼。",
        lambda: f"贵局受理的补贴申请至今没有结果。我的身份证号是{M('id_number')}，卡号{M('bank_card')}（本人名下），请查收到账情况。",
        lambda: f"来信人{M('name')}称，其车牌号为{M('plate')}的小型汽车被误拍，家里座机{M('landline')}无人接听时请打手机{M('mobile')}。",
        lambda: f"随信附上证件复印件，护照号码{M('passport')}，港澳居民来往内地通行证{M('permit')}。",
        lambda: f"本人经营早餐店，统一社会信用代码{M('sole_trader')}，经营者{M('name')}，望尽快办理延期手续。",
    ])()


def form():
    return pick([
        lambda: f"{pick(ROLES)}姓名：{M('name')}　证件类型：居民身份证　证件号码：{M('id_number')}　手机：{M('mobile')}",
        lambda: f"姓名 {M('name')}\\n性别 女\\n身份证号码 {M('id_number')}\\n联系电话 {M('mobile')}\\n户籍地址 {M('address')}",
        lambda: f"【收款信息】户名：{M('name')}；开户行：中国银行临河支行；账号：{M('bank_card')}",
        lambda: f"{pick(ROLES)}：{M('name')}\\n通讯地址：{M('address')}\\n电子邮箱：{M('email')}\\n固定电话：{M('landline')}",
        lambda: f"□本人申请　■代理申请　代理人（签名）：{M('name')}　证件号：{M('id_number')}",
        lambda: f"姓名：{M('name')}　性别：男　出生日期：{mark('other', born())}　证件号码：{M('id_number')}",
        lambda: f"出生年月日 {mark('other', born())} 签发日期 2019-03-04",
        lambda: f"号牌号码：{M('plate')}；车辆类型：小型轿车；所有人：{M('name')}",
        lambda: f"证件名称：护照　证件号码：{M('passport')}　签发机关：国家移民管理局",
        lambda: f"旅行证件：港澳居民来往内地通行证　号码：{M('permit')}",
        lambda: f"个体工商户信用代码：{M('sole_trader')}　经营者：{M('name')}",
    ])()


def court():
    return pick([
        lambda: f"原告{M('name')}，男，汉族，住{M('address')}，公民身份号码{M('id_number')}。",
        lambda: f"上诉人（原审被告）：{M('name')}，女，住{M('address')}。",
        lambda: f"被告人{M('name')}驾驶{M('plate')}号小型客车沿滨江大道行驶，将行人撞伤。",
        lambda: f"经查，被处罚人{M('name')}（身份证号码：{M('id_number')}）于2025年3月至6月无证经营，决定罚款五千元。",
        lambda: f"被告{M('name')}，女，{mark('other', born())}出生，汉族，住{M('address')}。",
        lambda: f"申请人{M('name')}，{mark('other', born())}生，现羁押于临河市看守所。",
        lambda: f"第三人：{M('name')}。委托代理人：{M('name')}，电话{M('mobile')}。",
        lambda: f"申请执行人{M('name')}与被执行人{M('name')}民间借贷纠纷一案，款项汇入{M('bank_card')}账户。",
        lambda: f"行政复议申请人：{M('name')}，住所地：{M('address')}。被申请人：临河市自然资源局。",
    ])()


def chat():
    return pick([
        lambda: f"在吗？？我叫{M('name')}，电话{M('mobile')}，你们什么时候来修路灯啊[哭]",
        lambda: f"楼上漏水没人管！！我住{M('address')}，急！打我{M('mobile')}",
        lambda: f"钱打到这张卡{M('bank_card')}就行，别再打旧卡了谢谢",
        lambda: f"我身份证{M('id_number')} 帮忙查下社保断缴没",
        lambda: f"那个黑色轿车车牌{M('plate')}天天堵消防通道，求处理",
        lambda: f"邮箱发我{M('email')}哈，微信不常看",
        lambda: f"手机停机了，{elsewhere()}，加我说",
        lambda: f"{elsewhere()}",
        lambda: f"我是{M('name')}，昨天打{M('landline')}一直占线",
        lambda: f"手机{M('mobile')}或者{M('mobile')}都能找到我",
    ])()


def scanned():
    return pick([
        lambda: f"身 份 证 号 ： {ocr('id_number')}",
        lambda: f"公民身份号码 {ocr('id_number')}\\n签发机关 临河市公安局",
        lambda: f"联 系 电 话 ： {ocr('mobile')}",
        lambda: f"卡号 {ocr('bank_card')} 有效期 08/29",
        lambda: f"手机 号码:{ocr('mobile')} 。",
    ])()


def listed():
    return pick([
        lambda: f"{R.randint(1, 60)}. 户主{M('name')}，身份证号{M('id_number')}，{M('mobile')}",
        lambda: f"（一）患者{M('name')}，住{M('address')}；（二）患者{M('name')}，住{M('address')}。",
        lambda: f"缴费名单：{M('id_number')}、{M('id_number')}、{M('id_number')}",
        lambda: f"值班电话：{M('mobile')}/{M('mobile')}；{M('mobile')}（夜间）",
        lambda: f"抽检车辆：{M('plate')}、{M('plate')}、{M('plate')}等3辆",
        lambda: f"- 收件人：{M('name')}\\n- 电话：{M('mobile')}\\n- 地址：{M('address')}",
    ])()


def english():
    return pick([
        lambda: f"Please contact the applicant by mobile {M('mobile')} or e-mail {M('email')} before Friday.",
        lambda: f"Passport No.: {M('passport')}; Tel: {M('landline')}; nationality: China",
        lambda: f"ID card number {M('id_number')} (PRC), bank card {M('bank_card')}.",
        lambda: f"Vehicle plate: {M('plate')}, driver's phone={M('mobile')}",
        lambda: f"申请人(Applicant)：{M('name')}，Email:{M('email')}，Mobile:{M('mobile')}",
    ])()


COLUMNS = [("姓名", "name"), ("身份证号", "id_number"), ("联系电话", "mobile"), ("银行卡号", "bank_card"), ("住址", "address"),
           ("车牌号", "plate"), ("邮箱", "email"), ("户主", "name"), ("证件号码", "id_number"), ("手机", "mobile"), ("申请人", "name")]
PLAIN = [("序号", lambda n: str(n + 1)), ("金额（元）", lambda n: f"{R.randint(100, 99999)}.00"), ("日期", lambda n: f"2025-{R.randint(1, 12):02}-{R.randint(1, 28):02}"),
         ("备注", lambda n: pick(["无", "已核实", "首次申请"])), ("所属街道", lambda n: pick(["南苑街道", "新兴街道"]))]


def table(form):
    columns = R.sample(COLUMNS, R.randint(2, 4))
    # Two columns of persons in one table are told apart by their heads alone.
    plain = R.sample(PLAIN, R.randint(1, 2))
    heads = [plain[0][0]] + [head for head, _ in columns] + [head for head, _ in plain[1:]]
    rows = [[plain[0][1](n)] + [M(kind, False) for _, kind in columns] + [make(n) for _, make in plain[1:]] for n in range(R.randint(1, 3))]
    if form == "markdown":
        lines = ["| " + " | ".join(heads) + " |", "|" + " --- |" * len(heads)] + ["| " + " | ".join(row) + " |" for row in rows]
    elif form == "csv":
        lines = [",".join(heads)] + [",".join(row) for row in rows]
    else:
        lines = ["\\t".join(heads)] + ["\\t".join(row) for row in rows]
    return "\\n".join(lines)


# ---- what only looks so ----

ORGANS = ["临河市公安局", "张家口市住房和城乡建设局", "王府井百货有限公司", "李宁体育用品有限公司", "金龙客车制造厂", "马坡镇人民政府", "高新区管委会",
          "石狮市民政局", "白云区法院", "孔子学院", "周村区教育局", "南江区人民检察院", "江都建设集团有限公司", "康佳电子厂"]


def near():
    date = f"{R.randint(1990, 2026)}{R.randint(1, 12):02}{R.randint(1, 28):02}"
    year = R.randint(1990, 2026)
    return pick([
        ("order", lambda: f"订单号：{date}{digits(10)}，请凭单号查询。"),
        ("order", lambda: f"快递单号{pick(['SF', 'YT', 'JD'])}{digits(13)}，已于昨日签收。"),
        ("order", lambda: f"交易流水号 {digits(pick([16, 20, 24, 28, 32]))}"),
        ("order", lambda: f"受理编号{pick(['', 'SL'])}{date}{digits(6)}，办结后短信通知"),
        ("order", lambda: f"挂号信 RA{digits(9)}CN"),
        ("order", lambda: f"工单编号：{pick('3456')}{digits(pick([11, 13, 17]))}"),
        ("document", lambda: f"根据临府办〔{year}〕{R.randint(1, 300)}号文件和国务院令第{R.randint(1, 790)}号"),
        ("document", lambda: f"（{year}）粤{R.randint(1, 20):02}民初{R.randint(1, 30000)}号民事判决书已生效"),
        ("document", lambda: f"索引号：11441300{digits(9)}G/{year}-{digits(5)}"),
        ("document", lambda: f"不动产权证书号：粤（{year}）临河市不动产权第{digits(7)}号"),
        ("document", lambda: f"执行标准 GB/T {R.randint(1000, 39999)}-{year}、GA 36-2018、YD/T {R.randint(1000, 3999)}.1-{year}"),
        ("document", lambda: f"许可证编号：JY1{digits(13)}"),
        ("account", lambda: f"缴费户号：{digits(10)}；燃气表号：{digits(12)}"),
        ("account", lambda: f"单位社保编号{digits(8)}，公积金单位账号{digits(10)}"),
        ("account", lambda: f"财政专户（非税收入）账号：{pick('012789')}{digits(pick([14, 16, 20]))}，户名：临河市财政局"),
        ("account", lambda: f"QQ群号{pick('123456789')}{digits(8)}，入群请备注单位"),
        ("date", lambda: f"{year}年{R.randint(1, 12)}月{R.randint(1, 28)}日至{year + 1}年{R.randint(1, 12)}月{R.randint(1, 28)}日"),
        ("date", lambda: f"{year}年9月1日至{year + 1}年8月31日出生的适龄儿童可以报名"),
        ("date", lambda: f"在{year}年1月1日以后出生，发布日期：{year}年{R.randint(1, 12)}月{R.randint(1, 28)}日"),
        ("date", lambda: f"自{year}年{R.randint(1, 12)}月{R.randint(1, 28)}日生效，{year}-12-31到期"),
        ("code", lambda: f"欢迎关注微信公众号{pick(['linhefabu', 'hf_gov2020', 'zwfw123456'])}，QQ交流群{digits(9)}"),
        ("code", lambda: f"系统版本{R.randint(1, 9)}.{R.randint(0, 20)}.{R.randint(0, 9)}.{R.randint(1, 300)}，微信支付金额{digits(6)}元"),
        ("date", lambda: f"数据版本{date}{R.randint(0, 23):02}{R.randint(0, 59):02}{R.randint(0, 59):02}"),
        ("date", lambda: f"{year}-{R.randint(1, 12):02}-{R.randint(1, 28):02} {R.randint(0, 23):02}:{R.randint(0, 59):02}:{R.randint(0, 59):02}更新"),
        ("date", lambda: f"开放时间 8:30-12:00，14:00-17:30，{date}前有效"),
        ("code", lambda: f"统一社会信用代码：{uscc('91')}，注册资本500万元"),
        ("code", lambda: f"机关代码{uscc('11')}，区划代码{pick(PROVINCES)}{digits(4)}"),
        ("code", lambda: f"ISBN 978-7-{digits(3)}-{digits(5)}-{digits(1)}，定价36.00元"),
        ("code", lambda: f"条形码69{digits(11)}，批号{date}A"),
        ("code", lambda: f"项目代码：{year}-{pick(PROVINCES)}{digits(4)}-{digits(2)}-{digits(2)}-{digits(6)}"),
        ("code", lambda: f"邮政编码{digits(6)}，版本号v{R.randint(1, 9)}.{R.randint(0, 99)}.{digits(4)}"),
        ("code", lambda: f"设备型号E{digits(3)}-{digits(4)}，序列号SN{digits(12)}"),
        ("code", lambda: f"物料编码 E{digits(10)}、G{digits(6)}、H{digits(7)}"),
        ("code", lambda: f"增值电信业务经营许可证：粤B2-{date}，粤ICP备{digits(8)}号-1，粤公网安备{digits(14)}号"),
        ("code", lambda: f"校验值 {''.join(pick('0123456789abcdef') for _ in range(40))}"),
        ("code", lambda: f"坐标：东经113.{digits(8)}，北纬23.{digits(8)}"),
        ("code", lambda: f"https://www.临河.example/art/{year}/{R.randint(1, 12)}/{R.randint(1, 28)}/art_{digits(5)}_{pick('13')}{digits(10)}.html".replace("临河", "linhe")),
        ("amount", lambda: f"合同金额为{pick('13')}{digits(2)},{digits(3)},{digits(3)}.{digits(2)}元，已支付{digits(8)}元".replace(",,", ",")),
        ("amount", lambda: f"总投资1{pick('35789')}{digits(9)}元，其中中央资金{pick('123')}{digits(8)}.{digits(2)}元"),
        ("amount", lambda: f"人口{digits(6)}人，面积1{digits(4)}.{digits(4)}平方公里"),
        ("organisation", lambda: f"申请人：{pick(ORGANS)}；被申请人：{pick(ORGANS)}"),
        ("organisation", lambda: f"当事人{pick(ORGANS)}不服，向{pick(ORGANS)}提出异议"),
        ("organisation", lambda: f"举报人可以向{pick(ORGANS)}反映，户主应当到村委会登记"),
        ("organisation", lambda: f"办公地址：{pick(CITIES)}{pick(ROADS)}{R.randint(1, 400)}号行政服务中心三楼"),
        ("organisation", lambda: f"项目位于{pick(CITIES)}{pick(ROADS)}以北、{pick(ROADS)}以东地块"),
        ("organisation", lambda: f"受理地点：{pick(ORGANS)}（{pick(CITIES)}{pick(ROADS)}{R.randint(1, 400)}号）"),
        ("organisation", lambda: f"联系人：{pick(['办公室', '综合科', '政务公开科', '值班室', '法制股'])}"),
        ("hotline", lambda: f"服务热线{pick(['12345', '12315', '12333', '95588', '10086', '110', '12328'])}，400-{digits(3)}-{digits(4)}，800{digits(7)}"),
        ("hotline", lambda: f"监督电话：{pick(['12345', '12388', '12377'])}转{R.randint(1, 9)}"),
        ("masked", lambda: f"申请人张某某，身份证号{pick(PROVINCES)}{digits(4)}********{digits(4)}，手机1{pick('3578')}{digits(1)}****{digits(4)}"),
        ("masked", lambda: f"户主李某，卡号**** **** **** {digits(4)}，住址：临河市新兴街道***"),
        ("role", lambda: pick(["申请人应当提交身份证明原件和复印件。", "当事人双方协商一致的，可以撤回申请。", "患者本人或者监护人签字后生效。", "户主姓名与户口簿一致。",
                               "原告起诉的，应当有明确的被告。", "被告人有权获得辩护。", "申请人、被申请人和第三人可以委托代理人。", "考生凭准考证入场，家长不得陪同。",
                               "投诉人应当提供真实姓名和联系方式。", "收款人名称必须填写全称。", "联系人信息变更的，应当及时更新。", "驾驶员应当随车携带驾驶证。",
                               "车主可以网上预约。", "业主大会由全体业主组成。", "证人应当如实作证。", "死者近亲属可以申请。", "我是本地居民，想咨询入学政策。", "我叫了救护车。"])),
        ("office", lambda: f"咨询电话：0755-12345678；电子邮箱：{pick(['zwgk', 'office', 'xxgk'])}@linhe.gov.cn"),
        ("office", lambda: f"来信请寄{pick(['xzfy', 'mail'])}@{pick(['mee', 'gd', 'moj'])}.gov.cn"),
        ("plate", lambda: f"沪深A股指数上涨，京B地块挂牌，粤A级景区{R.randint(2, 90)}家"),
        ("plate", lambda: f"川藏线G{R.randint(100, 999)}、京A1出口、新S{R.randint(1, 99)}标段"),
        ("plate", lambda: f"型号：闽光HRB400E，规格Φ{R.randint(10, 32)}mm，贵B{R.randint(10, 99)}标段"),
    ])


def main():
    registers = [("letter", letter), ("form", form), ("court", court), ("chat", chat), ("scanned", scanned), ("list", listed), ("english", english),
                 ("markdown", lambda: table("markdown")), ("tsv", lambda: table("tsv")), ("csv", lambda: table("csv")), ("table", lambda: table("tsv"))]
    for n in range(1_700):
        which, make = registers[n % len(registers)]
        print(which, "table" if which == "table" else "words", make(), sep="\t")
    for _ in range(1_500):
        which, make = near()
        print("near: " + which, "words", make(), sep="\t")


main()
