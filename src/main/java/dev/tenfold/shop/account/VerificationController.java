package dev.tenfold.shop.account;

import dev.tenfold.api.route.Routes;
import dev.tenfold.security.identity.Caller;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

import static org.springframework.http.MediaType.APPLICATION_JSON_VALUE;

@RestController
@RequestMapping(path = Routes.EMAIL_VERIFICATION, version = "1+", produces = APPLICATION_JSON_VALUE)
class VerificationController implements VerificationApi {

    private final AccountService accounts;

    VerificationController(AccountService accounts) {
        this.accounts = accounts;
    }

    @Override
    @PostMapping
    public ResponseEntity<Void> request(@AuthenticationPrincipal Caller caller) {
        accounts.requestVerification(caller.id());
        return ResponseEntity.accepted().build();
    }

    @Override
    @PostMapping(path = "/confirm", consumes = APPLICATION_JSON_VALUE)
    public ResponseEntity<Void> confirm(@RequestBody MailTokenRequest body) {
        accounts.verify(body.token());
        return ResponseEntity.noContent().build();
    }
}
