import os
import subprocess
import time

RATE = 2


def count_lines(path):
    return 0


def save(path, values):
    return path


def report(values):
    return values


def revision():
    return ""


def home():
    return ""


def waited(seconds):
    return 0


def price(amount):
    return 0
