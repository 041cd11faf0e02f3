#!/usr/bin/env python3
"""Check, without trusting the province's system, that its public log keeps what it once published.

    python3 verify_log.py bang-chung.json            one entry stands in the log
    python3 verify_log.py nhat-quan.json             the log only grew between two roots
    python3 verify_log.py FILE... --root HEX         ... and ends in the root that you noted or read elsewhere

Needs Python 3.8 or later and nothing else: no network, no package. The rules are those of Certificate Transparency,
RFC 9162 section 2.1 (SHA-256; a leaf is hashed behind the byte 00, a pair of hashes behind 01). Read it: it is short.
Exit code 0: everything holds. 1: something does not. 2: a file cannot be read as a proof.
"""

import argparse
import hashlib
import json
import sys


def leaf_hash(data):
    """Hash the exact text of one entry."""
    return hashlib.sha256(b"\x00" + data).digest()


def pair_hash(left, right):
    """Hash two halves of a tree into one."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def inclusion_holds(leaf, index, size, path, root):
    """RFC 9162, 2.1.3.2: walk from the leaf to the root."""
    if not 0 <= index < size:
        return False
    fn, sn, result = index, size - 1, leaf
    for step in path:
        if sn == 0:
            return False
        if fn & 1 or fn == sn:
            result = pair_hash(step, result)
            while fn and not fn & 1:
                fn, sn = fn >> 1, sn >> 1
        else:
            result = pair_hash(result, step)
        fn, sn = fn >> 1, sn >> 1
    return sn == 0 and result == root


def consistency_holds(first, second, first_root, second_root, path):
    """RFC 9162, 2.1.4.2: the earlier tree is the unchanged beginning of the later."""
    if not 0 <= first <= second:
        return False
    if first == second:
        return first_root == second_root and not path
    if first == 0:
        return first_root == hashlib.sha256(b"").digest() and not path
    steps = list(path)
    if first & (first - 1) == 0:
        steps.insert(0, first_root)
    if not steps:
        return False
    fn, sn = first - 1, second - 1
    while fn & 1:
        fn, sn = fn >> 1, sn >> 1
    early = late = steps[0]
    for step in steps[1:]:
        if sn == 0:
            return False
        if fn & 1 or fn == sn:
            early, late = pair_hash(step, early), pair_hash(step, late)
            while fn and not fn & 1:
                fn, sn = fn >> 1, sn >> 1
        else:
            late = pair_hash(late, step)
        fn, sn = fn >> 1, sn >> 1
    return sn == 0 and early == first_root and late == second_root


def check(proof):
    """Return (holds, sentence, root the proof ends in) for one proof."""
    if proof.get("format") != "donghanh-log/1" or proof.get("hash") != "sha256":
        raise ValueError("không phải bằng chứng của sổ minh bạch (donghanh-log/1, sha256)")
    path = [bytes.fromhex(step) for step in proof["path"]]
    if proof["proof"] == "inclusion":
        top = proof["checkpoint"]
        leaf = leaf_hash(proof["leaf"].encode("utf-8"))
        holds = leaf.hex() == proof["leaf_hash"] and inclusion_holds(
            leaf, proof["index"], top["size"], path, bytes.fromhex(top["root"])
        )
        said = f"dòng thứ {proof['index'] + 1} trong {top['size']} dòng, gốc số {top['number']} ngày {top['day']}"
        return holds, said, top["root"]
    if proof["proof"] == "consistency":
        one, two = proof["first"], proof["second"]
        holds = consistency_holds(
            one["size"], two["size"], bytes.fromhex(one["root"]), bytes.fromhex(two["root"]), path
        )
        said = (
            f"sổ chỉ dài thêm từ {one['size']} dòng (gốc số {one['number']}) "
            f"đến {two['size']} dòng (gốc số {two['number']})"
        )
        return holds, said, two["root"]
    raise ValueError(f"loại bằng chứng lạ: {proof['proof']}")


def main(arguments=None):
    """Check the files named and say so, one line each."""
    parser = argparse.ArgumentParser(description="Kiểm chứng sổ minh bạch Đồng Hành, không cần tin hệ thống.")
    parser.add_argument("files", nargs="+", metavar="FILE", help="bang-chung.json hoặc nhat-quan.json đã tải về")
    parser.add_argument("--root", metavar="HEX", help="gốc niêm phong anh/chị đã ghi lại hoặc đọc ở nơi khác")
    chosen = parser.parse_args(arguments)
    result = 0
    for name in chosen.files:
        try:
            with open(name, encoding="utf-8") as file:
                holds, said, root = check(json.load(file))
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            print(f"KHÔNG ĐỌC ĐƯỢC  {name}: {error}", file=sys.stderr)
            return 2
        if holds and chosen.root and chosen.root.strip().lower() != root:
            holds, said = False, said + "; nhưng gốc trong tệp khác gốc anh/chị đưa"
        print(f"{'ĐÚNG' if holds else 'SAI '}  {name}: {said}")
        if not holds:
            result = 1
    return result


if __name__ == "__main__":
    sys.exit(main())
