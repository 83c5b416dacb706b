#!/usr/bin/env bash
# Made the certificates beside this file, once, with OpenSSL 3. They are worth nothing outside of these tests: the keys
# are public. All are valid from 2000 to 2126, but for the expired one, which ended with 2000.
set -eu
cd "$(dirname "$0")"
work=$(mktemp -d)
trap 'rm -r "$work"' EXIT
touch "$work/index"
cat >"$work/ca.cnf" <<END
[ca]
default_ca = tests
[tests]
database = $work/index
new_certs_dir = $work
rand_serial = yes
default_md = sha256
policy = any
[any]
commonName = supplied
[authority]
basicConstraints = critical, CA:true
keyUsage = keyCertSign
END

key() { openssl ecparam -name prime256v1 -genkey -noout -out "$1"; }
sign() { # file, key, extensions, last day, options
  openssl req -new -key "$2" -subj "/CN=varg-usage tests: $1" -out "$work/csr"
  openssl ca -batch -notext -config "$work/ca.cnf" -in "$work/csr" -out "$1.pem" -extfile "$3" \
    -startdate 20000101000000Z -enddate "$4" "${@:5}"
}
leaf() { # name, subject alternative names, last day, options
  key "$1.key.pem"
  echo "subjectAltName=$2" >"$work/extensions"
  sign "$1" "$1.key.pem" "$work/extensions" "$3" "${@:4}"
}

key "$work/authority.key"
printf 'basicConstraints=critical,CA:true\nkeyUsage=keyCertSign\n' >"$work/extensions"
sign authority "$work/authority.key" "$work/extensions" 21260101000000Z -selfsign -keyfile "$work/authority.key"
by=(-cert authority.pem -keyfile "$work/authority.key")
leaf trusted "DNS:localhost,IP:127.0.0.1" 21260101000000Z "${by[@]}"
leaf expired "DNS:localhost,IP:127.0.0.1" 20001231000000Z "${by[@]}"
leaf elsewhere "DNS:elsewhere.example" 21260101000000Z "${by[@]}"
key selfSigned.key.pem
echo "subjectAltName=DNS:localhost,IP:127.0.0.1" >"$work/extensions"
sign selfSigned selfSigned.key.pem "$work/extensions" 21260101000000Z -selfsign -keyfile selfSigned.key.pem
