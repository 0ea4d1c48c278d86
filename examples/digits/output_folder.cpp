// SPDX-FileCopyrightText: 2026 The cuXent authors
// SPDX-License-Identifier: Apache-2.0
#include "output_folder.h"

#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <fstream>
#include <stdexcept>
#include <system_error>
#include <utility>

namespace digits {
namespace fs = std::filesystem;

namespace {

/// The path itself, or the closest folder above it that is there.
fs::path nearest_existing(fs::path path) {
    path = fs::absolute(path);
    while (!fs::exists(path) && path.has_relative_path()) path = path.parent_path();
    return path;
}

}  // namespace

OutputFolder::OutputFolder(fs::path folder) : folder_(std::move(folder)) {
    const fs::path existing = nearest_existing(folder_);
    if (!fs::is_directory(existing)) {
        throw std::runtime_error("--out " + folder_.string() + ": " + existing.string() +
                                 " is not a folder");
    }
    if (access(existing.c_str(), W_OK | X_OK) != 0) {
        throw std::runtime_error("--out " + folder_.string() + ": cannot write into " +
                                 existing.string() + ": " + std::strerror(errno));
    }
}

OutputFolder::~OutputFolder() {
    std::error_code ignored;
    for (const std::string& name : staged_) fs::remove(temporary(name), ignored);
    if (created_) fs::remove(folder_, ignored);  // does nothing unless it is empty
}

fs::path OutputFolder::temporary(const std::string& name) const {
    return folder_ / ("." + name + ".partial");
}

void OutputFolder::stage(const std::string& name, std::string_view content) {
    if (fs::create_directories(folder_)) created_ = true;
    const fs::path file = temporary(name);
    staged_.push_back(name);
    std::ofstream stream(file, std::ios::binary);
    stream << content;
    stream.close();
    if (!stream) {
        throw std::runtime_error(file.string() + ": cannot be written: " + std::strerror(errno));
    }
}

void OutputFolder::publish() {
    for (const std::string& name : staged_) fs::rename(temporary(name), folder_ / name);
    staged_.clear();
}

}  // namespace digits
