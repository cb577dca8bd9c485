package dev.lamina.cli.repl;

/**
 * The answer to a line.
 *
 * @param out results
 * @param err errors and warnings
 * @param failed whether the line had an error and changed nothing
 * @param ended whether the session is over
 */
public record Response(String out, String err, boolean failed, boolean ended) {
    static final Response SILENCE = new Response("", "", false, false);

    static Response of(String out) {
        return new Response(out, "", false, false);
    }

    static Response failure(String err) {
        return new Response("", err, true, false);
    }
}
