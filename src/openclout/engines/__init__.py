"""Runs heavy table steps: where and how many at once, never what."""
