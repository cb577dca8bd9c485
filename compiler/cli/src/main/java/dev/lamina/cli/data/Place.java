package dev.lamina.cli.data;

/** Where something stands in a file, for messages: it is put into words only when there is something to say. */
interface Place {

    String text();
}
