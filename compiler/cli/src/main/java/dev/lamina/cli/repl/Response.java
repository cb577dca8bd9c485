package dev.lamina.cli.repl;

/**
 * What a line is answered with.
 *
 * @param out results
 * @param err what is wrong, or suspicious
 * @param failed whether the line did nothing but show what is wrong with it
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
