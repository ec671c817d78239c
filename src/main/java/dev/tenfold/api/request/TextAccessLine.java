package dev.tenfold.api.request;

import java.time.ZoneId;
import org.springframework.boot.ansi.AnsiColor;
import org.springframework.boot.ansi.AnsiOutput;
import org.springframework.boot.ansi.AnsiStyle;

import static dev.tenfold.api.request.LineBuffer.ascii;

/**
 * The access log in the same format as the pattern of {@code logging/text.xml} writes all other lines. Text from a client is escaped as
 * in JSON, so it cannot end a line or send commands to the terminal.
 */
final class TextAccessLine implements AccessLine {

    private static final String CUT = "|";
    private static final int NAME_WIDTH = 30;

    private final TimestampFormatter clock;
    private final byte[] levelAndName;
    private final byte[] faint;
    private final byte[] end;

    /** @param zone the time zone of the time stamps */
    TextAccessLine(ZoneId zone) {
        this.clock = new TimestampFormatter("HH:mm:ss", zone);
        this.levelAndName = ascii(" " + AnsiOutput.toString(AnsiColor.GREEN, "INFO ") + " "
                + AnsiOutput.toString(AnsiColor.CYAN, AccessLogWriter.NAME + " ".repeat(NAME_WIDTH - AccessLogWriter.NAME.length())) + " ");
        String[] around = AnsiOutput.toString(AnsiStyle.FAINT, CUT).split("\\" + CUT, 2);
        this.faint = ascii(" " + around[0]);
        this.end = ascii(around[1] + System.lineSeparator());
    }

    @Override
    public void append(AccessEntry entry, LineBuffer to) {
        clock.milliseconds(entry.time(), to).append(levelAndName);
        AccessLine.message(entry, to);
        to.append(faint).escaped(entry.requestId()).append(end);
    }
}
