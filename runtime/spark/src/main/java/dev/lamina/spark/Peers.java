package dev.lamina.spark;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The connections between the workers of a training: one socket between any two. Both ends prove that they know the secret of the job before
 * anything else is read (HMAC-SHA256 over numbers that the other end has drawn). The numbers themselves are not encrypted. All lengths are known
 * beforehand, so nothing that is received decides how much memory is taken; every wait ends after the time-out.
 */
final class Peers implements AutoCloseable {
    private static final int NONCE = 32;
    private static final int PROOF = 32;
    private static final int BUFFER = 1 << 16;
    private static final int GREETING_MILLIS = 5_000;
    private static final int BACKLOG = 1_024;

    private final int rank;
    private final byte[] secret;
    private final int timeoutMillis;
    private final ServerSocket server;
    private final SecureRandom random = new SecureRandom();
    private Link[] links = {};
    private long sent;

    /** Opens a server socket for the others to connect to. */
    Peers(int rank, String host, byte[] secret, int timeoutSeconds) throws IOException {
        this.rank = rank;
        this.secret = secret.clone();
        this.timeoutMillis = Math.multiplyExact(timeoutSeconds, 1_000);
        this.server = new ServerSocket(0, BACKLOG, InetAddress.getByName(host));
    }

    int rank() {
        return rank;
    }

    int workers() {
        return links.length;
    }

    /** The port that the others connect to. */
    int port() {
        return server.getLocalPort();
    }

    /** The bytes that this worker has sent since the connections were made. */
    long sentBytes() {
        return sent;
    }

    /** Connects all workers: each connects to those before it, and waits for those behind it. */
    void connect(List<InetSocketAddress> addresses) throws IOException {
        links = new Link[addresses.size()];
        for (int peer = 0; peer < rank; peer++) {
            links[peer] = connected(peer, addresses.get(peer));
        }
        long end = System.nanoTime() + timeoutMillis * 1_000_000L;
        for (int missing = links.length - 1 - rank; missing > 0; ) {
            int left = (int) ((end - System.nanoTime()) / 1_000_000);
            if (left <= 0) {
                throw new SocketTimeoutException(missing + " workers have not connected to worker " + rank);
            }
            server.setSoTimeout(left);
            missing -= accepted(server.accept()) ? 1 : 0;
        }
        server.close();
    }

    private Link connected(int peer, InetSocketAddress address) throws IOException {
        Socket socket = new Socket();
        socket.connect(address, timeoutMillis);
        Link link = new Link(socket);
        socket.setSoTimeout(GREETING_MILLIS);
        byte[] mine = nonce();
        link.out.writeInt(rank);
        link.out.write(mine);
        link.out.flush();
        byte[] theirs = link.in.readNBytes(NONCE);
        require(link, proof("accepts", rank, peer, mine, theirs));
        link.out.write(proof("connects", rank, peer, mine, theirs));
        link.out.flush();
        socket.setSoTimeout(timeoutMillis);
        return link;
    }

    /** Whether the other end is a worker that was missing. Anybody else is hung up on. */
    private boolean accepted(Socket socket) throws IOException {
        try {
            socket.setSoTimeout(GREETING_MILLIS);
            Link link = new Link(socket); // fails if the other end has hung up already
            int peer = link.in.readInt();
            if (peer <= rank || peer >= links.length || links[peer] != null) {
                link.close();
                return false;
            }
            byte[] theirs = link.in.readNBytes(NONCE);
            byte[] mine = nonce();
            link.out.write(mine);
            link.out.write(proof("accepts", peer, rank, theirs, mine));
            link.out.flush();
            require(link, proof("connects", peer, rank, theirs, mine));
            socket.setSoTimeout(timeoutMillis);
            links[peer] = link;
            return true;
        } catch (IOException stranger) {
            socket.close();
            return false;
        }
    }

    private static void require(Link link, byte[] proof) throws IOException {
        if (!MessageDigest.isEqual(proof, link.in.readNBytes(PROOF))) {
            link.close();
            throw new IOException("the other end does not know the secret of this job");
        }
    }

    private byte[] nonce() {
        byte[] nonce = new byte[NONCE];
        random.nextBytes(nonce);
        return nonce;
    }

    private byte[] proof(String what, int connecting, int accepting, byte[] first, byte[] second) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret, "HmacSHA256"));
            mac.update((what + " " + connecting + " " + accepting + " ").getBytes(StandardCharsets.US_ASCII));
            mac.update(first);
            mac.update(second);
            return mac.doFinal();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has HMAC-SHA256", e);
        }
    }

    void sendFloats(int peer, float[] values, int from, int count) throws IOException {
        Link link = links[peer];
        for (int at = 0; at < count; ) {
            int some = Math.min(count - at, BUFFER / Float.BYTES);
            link.writing.asFloatBuffer().put(values, from + at, some);
            link.out.write(link.writing.array(), 0, some * Float.BYTES);
            at += some;
        }
        sent += (long) count * Float.BYTES;
    }

    void flush(int peer) throws IOException {
        links[peer].out.flush();
    }

    void receiveFloats(int peer, float[] values, int from, int count) throws IOException {
        Link link = links[peer];
        for (int at = 0; at < count; ) {
            int some = Math.min(count - at, BUFFER / Float.BYTES);
            link.in.readFully(link.reading.array(), 0, some * Float.BYTES);
            link.reading.asFloatBuffer().get(values, from + at, some);
            at += some;
        }
    }

    @Override
    public void close() {
        List<Closeable> open = new ArrayList<>(List.of(server));
        for (Link link : links) {
            if (link != null) {
                open.add(link);
            }
        }
        for (Closeable each : open) {
            try {
                each.close();
            } catch (IOException e) {
                // it is gone already
            }
        }
    }

    /** A connection to one worker. */
    private static final class Link implements Closeable {
        private final Socket socket;
        private final DataInputStream in;
        private final DataOutputStream out;
        private final ByteBuffer reading = ByteBuffer.allocate(BUFFER).order(ByteOrder.LITTLE_ENDIAN);
        private final ByteBuffer writing = ByteBuffer.allocate(BUFFER).order(ByteOrder.LITTLE_ENDIAN);

        Link(Socket socket) throws IOException {
            this.socket = socket;
            socket.setTcpNoDelay(true);
            in = new DataInputStream(new BufferedInputStream(socket.getInputStream(), BUFFER));
            out = new DataOutputStream(new BufferedOutputStream(socket.getOutputStream(), BUFFER));
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
