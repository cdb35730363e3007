/*
 * The floor: what a request costs the kernel, with hardly a server. One epoll loop that answers each
 * head (it only looks for the empty line) with the bytes of a file. No caching, no parsing.
 * usage: floor PORT FILE
 */
#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#define ANSWER_BYTES (1 << 20)
#define MAX_FD 4096

static char answer[ANSWER_BYTES];
static size_t length;

static int fail(const char *what) {
  perror(what);
  return 2;
}

/* All of the answer; the loop waits where a client does not read, as all of its clients do. */
static int reply(int fd) {
  for (size_t sent = 0; sent < length;) {
    ssize_t n = send(fd, answer + sent, length - sent, MSG_NOSIGNAL);
    if (n <= 0) return -1;
    sent += (size_t)n;
  }
  return 0;
}

int main(int argc, char **argv) {
  static unsigned matched[MAX_FD]; /* how much of the empty line has come, for each connection */
  static const char end[] = "\r\n\r\n";
  if (argc != 3) {
    fprintf(stderr, "usage: floor PORT FILE\n");
    return 2;
  }
  FILE *file = fopen(argv[2], "rb");
  if (!file) return fail(argv[2]);
  length = fread(answer, 1, sizeof answer, file);
  fclose(file);

  int listener = socket(AF_INET, SOCK_STREAM, 0), one = 1;
  struct sockaddr_in address = {.sin_family = AF_INET,
                                .sin_port = htons((unsigned short)atoi(argv[1])),
                                .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
  if (bind(listener, (struct sockaddr *)&address, sizeof address) || listen(listener, 512))
    return fail("listen");
  int loop = epoll_create1(0);
  struct epoll_event added = {.events = EPOLLIN, .data.fd = listener}, ready[256];
  epoll_ctl(loop, EPOLL_CTL_ADD, listener, &added);

  for (;;) {
    int count = epoll_wait(loop, ready, 256, -1);
    for (int i = 0; i < count; i++) {
      int fd = ready[i].data.fd;
      if (fd == listener) {
        int client = accept(listener, NULL, NULL);
        if (client < 0) continue;
        if (client >= MAX_FD) {
          close(client);
          continue;
        }
        setsockopt(client, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
        matched[client] = 0;
        added.data.fd = client;
        epoll_ctl(loop, EPOLL_CTL_ADD, client, &added);
        continue;
      }
      char request[16384];
      ssize_t n = recv(fd, request, sizeof request, 0);
      int gone = n <= 0;
      for (ssize_t at = 0; at < n && !gone; at++) {
        char c = request[at];
        matched[fd] = c == end[matched[fd]] ? matched[fd] + 1 : c == '\r' ? 1 : 0;
        if (matched[fd] == 4) {
          matched[fd] = 0;
          gone = reply(fd);
        }
      }
      if (gone) close(fd);
    }
  }
}
