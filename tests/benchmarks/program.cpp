#include "program.h"

#include "client.h"

#include <fcntl.h>
#include <sched.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <fstream>
#include <sstream>

namespace {

void runOn(int processor)
{
    if (::sysconf(_SC_NPROCESSORS_ONLN) < 2)
        return;
    cpu_set_t set;
    CPU_ZERO(&set);
    CPU_SET(std::size_t(processor), &set);
    ::sched_setaffinity(0, sizeof set, &set);
}

} // namespace

Program::Program(const std::vector<std::string> &command)
{
    int out[2];
    if (::pipe2(out, O_CLOEXEC) != 0)
        die("pipe");
    m_process = ::fork();
    if (m_process == 0) {
        ::prctl(PR_SET_PDEATHSIG, SIGKILL); // it must not outlive this program
        runOn(0);
        ::dup2(out[1], STDOUT_FILENO);
        std::vector<char *> arguments;
        for (const std::string &argument : command)
            arguments.push_back(const_cast<char *>(argument.c_str()));
        arguments.push_back(nullptr);
        ::setenv("QT_LOGGING_RULES", "*.info=false", 1);
        ::execv(arguments.front(), arguments.data());
        ::_exit(127);
    }
    ::close(out[1]);
    std::string printed;
    char c = 0;
    while (::read(out[0], &c, 1) == 1 && c != '\n')
        printed += c;
    ::close(out[0]);
    std::istringstream(printed) >> m_port >> m_otherPort;
    if (m_port == 0)
        die(command.front() + " does not listen");
}

Program::~Program()
{
    ::kill(m_process, SIGKILL);
    ::waitpid(m_process, nullptr, 0);
}

double Program::resident() const
{
    std::ifstream file("/proc/" + std::to_string(m_process) + "/statm");
    double total = 0;
    double pages = 0;
    file >> total >> pages;
    return pages * double(::sysconf(_SC_PAGESIZE));
}

double Program::processorTime() const
{
    clockid_t clock;
    timespec time{};
    if (::clock_getcpuclockid(m_process, &clock) != 0 || ::clock_gettime(clock, &time) != 0)
        die("the time of a process can't be read");
    return double(time.tv_sec) + double(time.tv_nsec) / 1e9;
}

void prepareGenerator()
{
    runOn(1);
    rlimit limit{};
    ::getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = limit.rlim_max;
    ::setrlimit(RLIMIT_NOFILE, &limit);
}

long openFilesAllowed()
{
    rlimit limit{};
    ::getrlimit(RLIMIT_NOFILE, &limit);
    return long(limit.rlim_max);
}
