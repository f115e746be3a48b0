"""Telegram, through python-telegram-bot as the transport."""
