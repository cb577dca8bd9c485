/** What generated classes and the programs that use them need at run time: it depends only on the JDK. */
package dev.lamina.runtime;
