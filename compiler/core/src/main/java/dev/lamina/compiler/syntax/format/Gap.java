package dev.lamina.compiler.syntax.format;

import java.util.List;

/**
 * What lies between a token and the one before it, as far as a formatter keeps it.
 *
 * @param remarks the comments
 * @param lineEnd whether a line ends in it
 * @param blank whether a blank line stands right before the token
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
     * @param own whether it begins its line
     * @param blank whether a blank line stands before it
     */
    record Remark(String text, boolean own, boolean blank) {}
}
