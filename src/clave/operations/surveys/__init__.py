"""Surveys: what people of customers are asked, how often, what their answers come to, and when nothing may be shown. (C8, C1)"""
