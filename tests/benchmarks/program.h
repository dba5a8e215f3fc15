// A server that is measured, as a process of its own.
#pragma once

#include <string>
#include <vector>

class Program
{
public:
    // Starts it on the first processor; it prints the port it listens on, and maybe another one.
    explicit Program(const std::vector<std::string> &command);
    ~Program();
    Program(const Program &) = delete;
    Program &operator=(const Program &) = delete;

    int port() const { return m_port; }
    int otherPort() const { return m_otherPort; }
    double resident() const; // bytes
    double processorTime() const; // seconds it has run

private:
    int m_process = -1;
    int m_port = 0;
    int m_otherPort = 0;
};

// This process on the second processor, where there is one; all the descriptors it may have.
void prepareGenerator();
long openFilesAllowed();
