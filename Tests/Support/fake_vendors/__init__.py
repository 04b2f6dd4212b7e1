# SPDX-License-Identifier: Apache-2.0
"""One module for each wire format that fake_provider.py speaks."""
