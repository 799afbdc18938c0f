"""What the guides teach, heading by heading, and the tests that do it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

HOSTED = "Reusing phones with a hosted service, version 2.5"
LYNC_2010 = "Provisioning with Microsoft Lync Server 2010, UC Software 4.0.1"
CCX = "CCX Business Media Phones with Better Together over Ethernet, user guide 1.0"
VVX = "VVX user guide, pages on Better Together over Ethernet"

HEADINGS: dict[str, tuple[str, ...]] = {
    HOSTED: (
        "Supported Polycom Phones",
        "Check for Device Certificate",
        "Reset Phone to Factory Defaults",
        "Point Your Phone to the 8x8 Configuration Servers",
        "Check Firmware Version",
        "Find the MAC Address on Your Phone",
        "Activate Your Phone",
        "Retrieve Your Activation Code",
        "Enter Your Activation Code",
        "Appendix A: Factory-Resetting a Phone when You do not Know its Admin Password",
        "Factory Reset Key Codes:",
    ),
    LYNC_2010: (
        "Using Centralized Provisioning",
        "Provisioning with the Web Configuration Utility",
        "Configuring Shared Parameters",
        "Table 2: Shared Lync Parameters",
        "Configuring Per-Phone Parameters",
        "Enabling User Entry of Login Credentials at the Phone",
        "To get login credentials from the ADUC:",
        "To enter login credentials at the phone:",
        "To get a user's Lync SIP/Sign-in address",
        "Table 3: Per-Phone Settings with Phone Lync Login Credentials",
        "Entering Login Credentials in the Configuration Files",
        "Table 4: Per-Phone Settings for Secure Provisioning Systems",
        "Verify Your Connection to Lync",
        "To verify your registration with the Lync server:",
        "Table 5: Additional Lync Parameters",
    ),
    CCX: (
        "Poly CCX 500 Business Media Phone Hardware",
        "LED Indicators on CCX Series Phones",
        "Access the Home Screen",
        "Access the Dial a Number Screen",
        "Accessing the Calls Screen",
        "Icons and Status Indicators",
        "Sign in to Skype for Business on Your Computer Using BToE",
        "Sign Into Skype for Business as a Guest Using BToE on Your Computer",
        "Sign Out of Skype for Business",
        "Set the Time and Date Format",
        "Locking Your Phone",
        "Set a Lock Code",
        "Lock Your Phone",
        "Unlock the Phone",
        "Change Your Lock Code",
        "Reset Your Lock Code",
        "Disable Device Lock",
        "Installing the Better Together over Ethernet Connector",
        "Download and Install the BToE Connector",
        "Start the BToE Connector",
        "Disable Auto-Start for the BToE Connector",
        "Pairing Your Phone with Your Computer",
        "Automatically Pair Your Phone with Your Computer using BToE",
        "Manually Pair Your Phone with Your Computer using BToE",
        "Set Your Phone as Your Primary Audio Device",
        "Use Your Phone as Your Primary Audio Device for Your Computer",
        "Use BToE to Open the Web Configuration Utility",
        "Using BToE to Lock and Unlock Your Phone",
        "Using BToE to Manage Calls on Your Phone and Skype for Business Client",
        "Answer BToE Calls",
        "Place BToE Calls",
        "Pause and Resume BToE Calls",
        "Move Call Audio between Your Phone and Computer",
        "Disable BToE on Your Phone",
        "Stop BToE on Your Computer",
        "Uninstall the BToE Connector",
        "Troubleshoot the BToE Connector Installation",
        "Troubleshoot BToE Connector Start Issues",
        "Troubleshoot Pairing Your Phone with Your Computer",
        "Regenerate a Pairing Code for Manual BToE Pairing",
    ),
    VVX: (
        "Automatically Pair Your Phone with Your Computer using BToE",
        "Manually Pair Your Phone with Your Computer using BToE",
    ),
}
"""The headings that have something to do or to see under them. Introductions, where to ask for help, and the tables
of accessibility (rows of their own, in `test_accessibility`) are left out."""

done: dict[str, set[str]] = {guide: set() for guide in HEADINGS}
"""The headings that tests have said they do, filled in as their modules are read."""

TestT = TypeVar("TestT", bound=Callable[..., object])


def procedure(guide: str, heading: str) -> Callable[[TestT], TestT]:
    """Say that a test does what stands under a heading."""
    assert heading in HEADINGS[guide], heading

    def note(test: TestT) -> TestT:
        done[guide].add(heading)
        return test

    return note
