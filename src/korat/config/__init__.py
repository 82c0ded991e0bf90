"""The only room that knows everyone: settings, addresses, packs, commands."""
