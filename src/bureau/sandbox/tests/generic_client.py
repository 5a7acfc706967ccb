"""Completes every method of a sandbox, knowing nothing but its WSDLs: prints what it was told."""
import base64
import hashlib
import io
import sys
import zipfile
from xml.etree import ElementTree

import zeep

ORIGIN = sys.argv[1]
RANDOM = "A1b2C3d4E5f6G7h8I9j0"


def encoded(data):
    return base64.b64encode(data).decode()


def service(path):
    return zeep.Client(f"{ORIGIN}{path}?wsdl").service


def caller(spelling="ispID"):
    secret = encoded(hashlib.md5(f"Passw0rd{RANDOM}".encode("gbk")).digest())
    return {spelling: 110000000001, "userName": "demo", "randVal": RANDOM, "pwdHash": secret, "hashAlgorithm": 0}


def inside(text):
    # The declaration names GBK, but these are characters already.
    return ElementTree.fromstring(text.split("?>", 1)[-1])


def tell(name, answer, *paths):
    print(name, answer.findtext("msg_code"), *(answer.findtext(path) for path in paths))


files = service("/ISPWebService/upDownLoad")
before = inside(files.isp_querypreviousupload(**caller("ispId")))
tell("previous", before, "fileInfos/dataSequence")

packed = io.BytesIO()
with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
    archive.writestr("beianinfo.xml", sys.stdin.buffer.read())
packed = packed.getvalue()
tell("upload", inside(files.isp_upload(
    **caller(), beianInfo=encoded(packed), beianInfoHash=encoded(hashlib.md5(packed).digest()),
    dataSequence=int(before.findtext("fileInfos/dataSequence")) + 1, encryptAlgorithm=0, compressionFormat=0)))

while True:
    answer = inside(files.isp_download(**caller()))
    tell("download", answer)
    if answer.find("fileInfos") is None:
        break
    name = answer.findtext("fileInfos/return_FileName")
    content = base64.b64decode(answer.findtext("fileInfos/beianInfo"))
    assert encoded(hashlib.md5(content).digest()) == answer.findtext("fileInfos/beianInfoHash")
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        root = ElementTree.fromstring(archive.read(name).decode("gbk").split("?>", 1)[-1])
    print("file", root.find("ICP")[0].tag)
    tell("confirm", inside(files.isp_downloadack(**caller(), fileName=name)))

status = service("/BeianStatusWebService/queryBeianStatus")
tell("status", inside(status.isp_querybeianstatus(
    **caller(), queryConditionType=0, queryCondition="example.com")), "StatusInfo/Bazt", "StatusInfo/Wzbah")
password = service("/BeianStatusWebService/verifyBamm")
tell("verify", inside(password.isp_verifybamm(**caller(), baxh="浙ICP备00000001号", bamm="x")), "VerifyRes")
