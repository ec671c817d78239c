package dev.tenfold.messaging.outbound;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
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
 * Looks names up for the client, and lets it have addresses that requests may go to only. The client connects to what it is given here, and
 * looks up nothing else: a name that leads elsewhere a moment later leads nowhere (DNS rebinding). A name server may take longer than a request
 * has; what waits for it then is one of the threads here, and no request.
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

    /** Not a public address. What it is instead is nobody's business who only registered a URL. */
    static final class AddressRefused extends UnknownHostException {

        private static final long serialVersionUID = 1L;

        AddressRefused() {
            super("the name leads to an address that is not of the public internet");
        }
    }

    @Override
    public InetAddress[] resolve(String host) throws UnknownHostException {
        InetAddress[] found = find(host);
        for (InetAddress address : found) {
            if (!destinations.mayGoTo(address)) {
                throw new AddressRefused();
            }
        }
        return found;
    }

    private InetAddress[] find(String host) throws UnknownHostException {
        try {
            Future<InetAddress[]> asked = threads.submit(() -> names.resolve(host));
            return asked.get(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException | RejectedExecutionException unknown) {
            throw new UnknownHostException("the name cannot be looked up");
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new UnknownHostException("this process stops");
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
