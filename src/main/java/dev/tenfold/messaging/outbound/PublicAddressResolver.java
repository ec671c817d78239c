package dev.tenfold.messaging.outbound;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.hc.client5.http.DnsResolver;

/**
 * Resolves host names for the client, and returns only addresses that requests may go to. The client connects to the address that it gets
 * here and does not resolve the name again, so a name that changes its address a moment later has no effect (DNS rebinding). A name
 * server may take longer than the request's time limit; then a thread of this class waits for it, not the request.
 */
final class PublicAddressResolver implements DnsResolver, AutoCloseable {

    private static final int THREADS = 64;
    private static final long IDLE_SECONDS = 30;

    private final DnsResolver names;
    private final AllowedDestinations destinations;
    private final Duration limit;
    private final ExecutorService threads = new ThreadPoolExecutor(0, THREADS, IDLE_SECONDS, TimeUnit.SECONDS, new SynchronousQueue<>(),
            Thread.ofPlatform().name("outbound-name-", 0).daemon().factory());

    PublicAddressResolver(DnsResolver names, AllowedDestinations destinations, Duration limit) {
        this.names = names;
        this.destinations = destinations;
        this.limit = limit;
    }

    /**
     * The address is not public. The message does not say what it is instead: a user who only registered a URL must not learn about the
     * internal network.
     */
    static final class AddressRefused extends UnknownHostException {

        private static final long serialVersionUID = 1L;

        AddressRefused() {
            super("the name resolves to an address that is not on the public internet");
        }
    }

    @Override
    public InetAddress[] resolve(String host) throws UnknownHostException {
        InetAddress[] allowed = Arrays.stream(find(host)).filter(destinations::mayGoTo).toArray(InetAddress[]::new);
        if (allowed.length == 0) {
            throw new AddressRefused();
        }
        return allowed;
    }

    private InetAddress[] find(String host) throws UnknownHostException {
        try {
            Future<InetAddress[]> asked = threads.submit(() -> names.resolve(host));
            return asked.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException | RejectedExecutionException unknown) {
            throw new UnknownHostException("the name does not resolve");
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new UnknownHostException("this process is shutting down");
        }
    }

    @Override
    public String resolveCanonicalHostname(String host) {
        return host;
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
