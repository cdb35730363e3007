import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** A self-signed certificate for 127.0.0.1 (ECDSA, P-256), its key, and both in one file. */
record Certificate(Path certificate, Path key, Path bundle) {
  static Certificate made(Path directory) throws IOException, InterruptedException {
    Path certificate = directory.resolve("certificate.pem");
    Path key = directory.resolve("key.pem");
    Tools.must(
        ("openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2"
                + " -subj /CN=localhost -addext subjectAltName=DNS:localhost,IP:127.0.0.1 -keyout "
                + key
                + " -out "
                + certificate)
            .split(" "));
    Path bundle = directory.resolve("bundle.pem");
    Files.writeString(bundle, Files.readString(certificate) + Files.readString(key));
    return new Certificate(certificate, key, bundle);
  }

  /** A connection of HTTP/1.1 that trusts this certificate alone. */
  Socket connect(int port) throws IOException, GeneralSecurityException {
    var trusted = KeyStore.getInstance(KeyStore.getDefaultType());
    trusted.load(null, null);
    var pem = new ByteArrayInputStream(Files.readAllBytes(certificate));
    trusted.setCertificateEntry(
        "peer", CertificateFactory.getInstance("X.509").generateCertificate(pem));
    var managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    managers.init(trusted);
    var context = SSLContext.getInstance("TLS");
    context.init(null, managers.getTrustManagers(), null);
    return context.getSocketFactory().createSocket(InetAddress.getLoopbackAddress(), port);
  }
}
