import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.proc.DefaultJOSEObjectTypeVerifier;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.util.JSONObjectUtils;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads {url, issuer, audience, tokens} and says of each token whether Nimbus takes it, with nothing but the JWKS. */
class Verify {
  public static void main(String[] args) throws Exception {
    String text = new String(System.in.readAllBytes(), StandardCharsets.UTF_8);
    Map<String, Object> ask = JSONObjectUtils.parse(text);
    var keys = JWKSourceBuilder.create(URI.create((String) ask.get("url")).toURL()).build();
    var processor = new DefaultJWTProcessor<SecurityContext>();
    processor.setJWSTypeVerifier(new DefaultJOSEObjectTypeVerifier<>(new JOSEObjectType("at+jwt")));
    processor.setJWSKeySelector(new JWSVerificationKeySelector<>(JWSAlgorithm.ES256, keys));
    processor.setJWTClaimsSetVerifier(
        new DefaultJWTClaimsVerifier<>(
            (String) ask.get("audience"),
            new JWTClaimsSet.Builder().issuer((String) ask.get("issuer")).build(),
            Set.of("exp")));
    List<Boolean> taken = new ArrayList<>();
    for (Object token : (List<?>) ask.get("tokens")) taken.add(isTaken(processor, (String) token));
    System.out.println(JSONObjectUtils.toJSONString(Map.of("nimbus-jose-jwt", taken)));
  }

  private static boolean isTaken(DefaultJWTProcessor<SecurityContext> processor, String token) {
    try {
      processor.process(token, null);
      return true;
    } catch (Exception refusal) {
      return false;
    }
  }
}
