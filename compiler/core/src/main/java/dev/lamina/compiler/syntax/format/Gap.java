package dev.lamina.compiler.syntax.format;

import java.util.List;

/**
 * The comments and line breaks between a token and the one before it.
 *
 * @param remarks the comments
 * @param lineEnd whether it contains a line break
 * @param blank whether a blank line precedes the token
 */
record Gap(List<Remark> remarks, boolean lineEnd, boolean blank) {
    Gap {
        remarks = List.copyOf(remarks);
    }

    boolean hasRemarks() {
        return !remarks.isEmpty();
    }

    /**
     * A comment.
     *
     * @param own whether it is the first in its line
     * @param blank whether a blank line precedes it
     */
    record Remark(String text, boolean own, boolean blank) {}
}
