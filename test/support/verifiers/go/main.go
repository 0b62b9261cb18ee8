// Reads {url, issuer, audience, tokens} and says of each token whether golang-jwt takes it, with nothing but the JWKS.
package main

import (
	"encoding/json"
	"log"
	"os"

	"github.com/MicahParks/keyfunc/v3"
	"github.com/golang-jwt/jwt/v5"
)

func main() {
	var ask struct {
		URL, Issuer, Audience string
		Tokens                []string
	}
	if err := json.NewDecoder(os.Stdin).Decode(&ask); err != nil {
		log.Fatal(err)
	}
	keys, err := keyfunc.NewDefault([]string{ask.URL})
	if err != nil {
		log.Fatal(err)
	}
	parser := jwt.NewParser(
		jwt.WithValidMethods([]string{"ES256"}), jwt.WithIssuer(ask.Issuer), jwt.WithAudience(ask.Audience),
		jwt.WithExpirationRequired(),
	)
	taken := make([]bool, len(ask.Tokens))
	for i, token := range ask.Tokens {
		_, err := parser.Parse(token, keys.Keyfunc)
		taken[i] = err == nil
	}
	json.NewEncoder(os.Stdout).Encode(map[string][]bool{"golang-jwt": taken})
}
