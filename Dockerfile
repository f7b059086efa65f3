# The grader with this course, for a machine that has Docker and nothing else:
#   docker build -t grader .
#   docker run --rm --network none -v "$PWD:/work" -u "$(id -u)" grader grade homework.ipynb -o reports
#   docker run --rm -v DIR:/course -u "$(id -u)" grader env   # once for another course, then -v as here
#
# A container keeps user namespaces from programs, so that each submission is isolated by Landlock and
# filtered system calls, level "restricted" of docs/isolation.md. Where the kernel or the container's
# own profile refuses those too, the grader stops with exit code 3 and a sentence that says so.
FROM python:3.12-slim

# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install --yes --no-install-recommends bubblewrap \
    && rm -rf /var/lib/apt/lists/*

ENV PIP_NO_CACHE_DIR=1 PIP_ROOT_USER_ACTION=ignore PIP_DISABLE_PIP_VERSION_CHECK=1

COPY pyproject.toml README.md LICENSE /engine/
COPY grader /engine/grader
RUN pip install "/engine[gradescope]" && rm -r /engine

COPY grader.toml /course/
COPY exercises /course/exercises
COPY reference /course/reference
COPY lessons /course/lessons
RUN grader env --course /course

RUN useradd --create-home --uid 10001 grader && install --directory --owner grader /work
USER 10001
WORKDIR /work
ENV GRADER_COURSE=/course
ENTRYPOINT ["grader"]
CMD ["--help"]
