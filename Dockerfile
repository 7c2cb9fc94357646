# The server of `codearena serve` with the shipped tasks. Candidates are confined by Landlock and seccomp in here too, which need no rights.
FROM python:3.12-slim

WORKDIR /srv/codearena
COPY pyproject.toml README.md LICENSE ./
COPY pytest_codearena ./pytest_codearena
RUN pip install --no-cache-dir ".[rl]"
COPY tasks ./tasks

RUN useradd --system --create-home codearena
USER codearena

EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=3s --start-period=20s \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/health', timeout=2)"]
# Set CODEARENA_TOKEN: without it, everybody who reaches the port can have code graded.
CMD ["codearena", "serve", "tasks", "--host", "0.0.0.0", "--port", "8000"]
