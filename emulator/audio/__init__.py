"""Hook, handset, headset, speaker; mute and volume."""
