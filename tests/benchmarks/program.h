// A server that is measured, in a process of its own.
#pragma once

#include <string>
#include <vector>

class Program
{
public:
    // Starts it on the first processor. It prints the port it listens on, and it may print another.
    explicit Program(const std::vector<std::string> &command);
    ~Program();
    Program(const Program &) = delete;
    Program &operator=(const Program &) = delete;

    int port() const { return m_port; }
    int otherPort() const { return m_otherPort; }
    double resident() const; // bytes
    double processorTime() const; // seconds

private:
    int m_process = -1;
    int m_port = 0;
    int m_otherPort = 0;
};

// Moves this process to the second processor, if there is one, and raises its limit of descriptors.
void prepareGenerator();
long openFilesAllowed();
