package dev.tenfold.intake;

import org.apache.tomcat.util.net.NioChannel;
import org.apache.tomcat.util.net.NioEndpoint;
import org.apache.tomcat.util.net.SocketEvent;
import org.apache.tomcat.util.net.SocketProcessorBase;
import org.apache.tomcat.util.net.SocketWrapperBase;

/** Tomcat's sockets, which take the time from when a thread is asked for until it is there: Tomcat itself begins to count with the thread. */
final class TimedEndpoint extends NioEndpoint {

    @Override
    protected SocketProcessorBase<NioChannel> createSocketProcessor(SocketWrapperBase<NioChannel> socket, SocketEvent event) {
        return new TimedProcessor(socket, event);
    }

    private final class TimedProcessor extends SocketProcessor {

        private long asked = System.nanoTime();

        TimedProcessor(SocketWrapperBase<NioChannel> socket, SocketEvent event) {
            super(socket, event);
        }

        /** Tomcat uses it again for another socket. */
        @Override
        public void reset(SocketWrapperBase<NioChannel> socket, SocketEvent event) {
            super.reset(socket, event);
            asked = System.nanoTime();
        }

        @Override
        protected void doRun() {
            ThreadWait.set(System.nanoTime() - asked);
            super.doRun();
        }
    }
}
