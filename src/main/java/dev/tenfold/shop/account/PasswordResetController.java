package dev.tenfold.shop.account;

import dev.tenfold.api.request.ClientAddress;
import dev.tenfold.api.route.Routes;
import dev.tenfold.security.token.OwnIssuer;
import jakarta.servlet.http.HttpServletRequest;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

import static org.springframework.http.MediaType.APPLICATION_JSON_VALUE;

@RestController
@OwnIssuer
@RequestMapping(path = Routes.PASSWORD_RESET, version = "1+", consumes = APPLICATION_JSON_VALUE, produces = APPLICATION_JSON_VALUE)
class PasswordResetController implements PasswordResetApi {

    private final AccountService accounts;
    private final ClientAddress addresses;

    PasswordResetController(AccountService accounts, ClientAddress addresses) {
        this.accounts = accounts;
        this.addresses = addresses;
    }

    @Override
    @PostMapping
    public ResponseEntity<Void> request(@RequestBody PasswordResetRequest body) {
        accounts.requestReset(body.email());
        return ResponseEntity.accepted().build();
    }

    @Override
    @PostMapping("/confirm")
    public ResponseEntity<Void> confirm(@RequestBody NewPasswordRequest body, HttpServletRequest request) {
        accounts.reset(body.token(), body.password(), addresses.of(request));
        return ResponseEntity.noContent().build();
    }
}
