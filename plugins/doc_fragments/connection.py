# Copyright (c) 2026, the telephony.enswitch contributors
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

"""Documentation of the connection options, the same for every module."""

from __future__ import annotations


class ModuleDocFragment:
    """The options of _module.connection_spec()."""

    DOCUMENTATION = r"""
options:
  api_url:
    description:
      - Base address of the JSON API of the platform.
      - An address without a path gets V(/api/json/). A trailing slash is added where it is missing. Prefixes such as
        V(/local/api/json/) are kept.
      - An address is the same one whatever the case of its host is, and with or without V(:443) for V(https://) or V(:80) for V(http://).
      - If not set, the environment variable E(ENSWITCH_URL) is used. One of the two is needed.
      - An V(http://) address that is not on the same machine raises a warning.
      - Proxies come from the usual environment variables E(HTTPS_PROXY), E(HTTP_PROXY) and E(NO_PROXY).
    type: str
    aliases: [url]
  auth_username:
    description:
      - User name of the account that the task works with.
      - Credentials are one choice. Where O(auth_username), O(auth_password) or O(auth_token) is set, nothing of the
        three comes from the environment.
      - If none of the three is set, the environment variables E(ENSWITCH_USERNAME) and E(ENSWITCH_PASSWORD) are used,
        or E(ENSWITCH_TOKEN) alone where it is set.
    type: str
    aliases: [username]
  auth_password:
    description:
      - Password of the account.
      - For the environment variable E(ENSWITCH_PASSWORD), see O(auth_username).
    type: str
    aliases: [password]
  auth_token:
    description:
      - Token of the account, for platforms from version 4.1 on. It is used instead of
        O(auth_username) and O(auth_password).
      - If all three are set, an expired token is replaced once by a new one.
      - For the environment variable E(ENSWITCH_TOKEN), see O(auth_username).
    type: str
  validate_certs:
    description:
      - Whether the certificate of the platform is checked.
      - If not set, the environment variable E(ENSWITCH_VALIDATE_CERTS) is used.
    type: bool
    default: true
  ca_path:
    description:
      - Path of a bundle of CA certificates, for a platform whose certificate does not come from a public CA.
      - If not set, the environment variable E(ENSWITCH_CA_PATH) is used.
    type: path
  client_cert:
    description:
      - Path of a client certificate in PEM format. It may hold the key too.
      - If not set, the environment variable E(ENSWITCH_CLIENT_CERT) is used.
    type: path
  client_key:
    description:
      - Path of the key of O(client_cert), where it is in a file of its own.
      - If not set, the environment variable E(ENSWITCH_CLIENT_KEY) is used.
    type: path
  timeout:
    description:
      - Seconds that one request may take in all, from connecting to the last byte of the answer.
      - If not set, the environment variable E(ENSWITCH_TIMEOUT) is used.
    type: float
    default: 30
  retries:
    description:
      - How often a request is tried again after a transient error, with back-off and jitter.
      - Reads and validations are tried again after network faults, time-outs, answers that are empty or cut off, and the HTTP statuses
        429, 502, 503 and 504.
      - A change is sent again at once only where it certainly did not arrive. Where its answer was lost or was code 500, the
        module looks for its effect, for five seconds. If nothing shows, updates and
        deletions are sent again. What would do harm when done twice never is.
      - If not set, the environment variable E(ENSWITCH_RETRIES) is used.
    type: int
    default: 3
  retry_max_delay:
    description:
      - Longest wait between two tries, in seconds. It also bounds what a C(Retry-After) header may ask for.
      - If not set, the environment variable E(ENSWITCH_RETRY_MAX_DELAY) is used.
    type: float
    default: 30
requirements:
  - requests
notes:
  - What is empty counts as not set, for each of these options and for each of their environment variables.
  - The library C(requests) is needed on the machine that runs the module. That is usually the controller, with
    C(delegate_to=localhost) or a play on C(localhost).
"""

    # What only plugins may say of their options: where else the values come from.
    ENVIRONMENT = r"""
options:
  api_url:
    env:
      - name: ENSWITCH_URL
  auth_username:
    env:
      - name: ENSWITCH_USERNAME
  auth_password:
    env:
      - name: ENSWITCH_PASSWORD
  auth_token:
    env:
      - name: ENSWITCH_TOKEN
  validate_certs:
    env:
      - name: ENSWITCH_VALIDATE_CERTS
  ca_path:
    env:
      - name: ENSWITCH_CA_PATH
  client_cert:
    env:
      - name: ENSWITCH_CLIENT_CERT
  client_key:
    env:
      - name: ENSWITCH_CLIENT_KEY
  timeout:
    env:
      - name: ENSWITCH_TIMEOUT
  retries:
    env:
      - name: ENSWITCH_RETRIES
  retry_max_delay:
    env:
      - name: ENSWITCH_RETRY_MAX_DELAY
"""
