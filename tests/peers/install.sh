#!/bin/sh
# Install the programs that the tests take as peers. Where that is not possible the tests that need them are skipped,
# and this says which; it fails only when CI=true asks for all of them.

present() {
    case $1 in
    kamailio) PATH=$PATH:/usr/sbin command -v kamailio && ls /usr/lib/*/kamailio/modules/presence_mwi.so /usr/lib/*/kamailio/modules/tls.so ;;
    rsyslogd) PATH=$PATH:/usr/sbin command -v rsyslogd && ls /usr/lib/*/rsyslog/lmnsd_gtls.so ;;
    *) PATH=$PATH:/usr/sbin command -v "$1" ;;
    esac >/dev/null 2>&1
}

missing() {
    for program in nginx vsftpd in.tftpd kamailio sipp baresip tmux chronyd rsyslogd dnsmasq chromium; do
        present $program || echo $program
    done
}

packages() {
    for program in $(missing); do
        case $program in
        kamailio) echo kamailio kamailio-presence-modules kamailio-tls-modules ;;
        sipp) echo sip-tester ;;
        in.tftpd) echo tftpd-hpa ;;
        chronyd) echo chrony ;;
        dnsmasq) echo dnsmasq-base ;;
        rsyslogd) echo rsyslog rsyslog-gnutls ;;
        *) echo $program ;;
        esac
    done
}

as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"; else sudo -n "$@"; fi
}

# RUNLEVEL=1 keeps the packages from starting their own servers beside the tests' ones.
install() {
    as_root env DEBIAN_FRONTEND=noninteractive RUNLEVEL=1 apt-get install -qq -y --no-install-recommends $(packages) >/dev/null 2>&1
}

[ -z "$(missing)" ] && exit 0

if ! command -v apt-get >/dev/null 2>&1; then
    reason="there is no apt-get here"
elif ! as_root true 2>/dev/null; then
    reason="installing needs root or sudo without a password"
else
    echo "installing for the tests:" $(packages)
    install || { as_root apt-get update -qq >/dev/null 2>&1; install; }
    reason="apt-get could not install it"
fi

[ -z "$(missing)" ] && exit 0
for program in $(missing); do
    echo "tests with $program as peer will be skipped: it is not installed, and $reason" >&2
done
[ "$CI" != true ]
