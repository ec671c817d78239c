package dev.tenfold.http;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.IOException;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Lets an answer leave as a whole. MVC flushes after each body, so that even a short one goes out in chunks, by two writes to the socket; without
 * the flush it has a {@code Content-Length} and goes out by one. An answer longer than the server's buffer streams as before.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 50)
class WholeAnswerFilter extends OncePerRequestFilter {

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        chain.doFilter(request, new Whole(response));
    }

    private static final class Whole extends HttpServletResponseWrapper {

        Whole(HttpServletResponse response) {
            super(response);
        }

        @Override
        public ServletOutputStream getOutputStream() throws IOException {
            return new Unflushed(super.getOutputStream());
        }

        @Override
        public void flushBuffer() {
            // the server does when the request ends
        }
    }

    private static final class Unflushed extends ServletOutputStream {

        private final ServletOutputStream body;

        Unflushed(ServletOutputStream body) {
            this.body = body;
        }

        @Override
        public void write(int one) throws IOException {
            body.write(one);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            body.write(bytes, offset, length);
        }

        @Override
        public void flush() {
            // the server does when the request ends
        }

        @Override
        public void close() throws IOException {
            body.close();
        }

        @Override
        public boolean isReady() {
            return body.isReady();
        }

        @Override
        public void setWriteListener(WriteListener listener) {
            body.setWriteListener(listener);
        }
    }
}
